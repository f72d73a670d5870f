# For the portable packages: ICU's data library with what dividing sentences needs, 4 MB instead of 31. Sets
# NMT_ICU_DATA to its file; to nothing where the tools are missing (icu-devtools), and the whole one is packaged.

set(NMT_ICU_DATA "")
find_program(ICU_PKG icupkg PATHS /usr/sbin)
find_program(ICU_CODE genccode PATHS /usr/sbin)
find_library(ICU_WHOLE libicudata.a)
if(ICU_PKG AND ICU_CODE AND ICU_WHOLE AND CMAKE_OBJCOPY)
  string(REGEX MATCH "^[0-9]+" icu_major ${icu_VERSION})
  set(folder ${CMAKE_BINARY_DIR}/icu)
  set(NMT_ICU_DATA ${folder}/libicudata.so.${icu_major})
  file(MAKE_DIRECTORY ${folder})
  # Besides the rules of boundaries, what finding the data of a language looks into.
  file(WRITE ${folder}/make.sh "set -e
cd ${folder}
rm -rf whole small; mkdir whole small
cd whole
${CMAKE_AR} x ${ICU_WHOLE}
${CMAKE_OBJCOPY} -O binary --only-section=.rodata *.o icudt${icu_major}l.dat
${ICU_PKG} -l icudt${icu_major}l.dat | grep -vE '^brkitr/|^(root|pool|res_index|keyTypeData|supplementalData)[.]res$' > others.txt
${ICU_PKG} -r others.txt icudt${icu_major}l.dat ../small/icudt${icu_major}l.dat
cd ../small
${ICU_CODE} -a gcc -e icudt${icu_major} icudt${icu_major}l.dat > /dev/null
${CMAKE_CXX_COMPILER} -shared -nostdlib -s -Wl,-soname,libicudata.so.${icu_major} -Wl,-z,noexecstack -o ${NMT_ICU_DATA} *.S
")
  add_custom_command(OUTPUT ${NMT_ICU_DATA} COMMAND sh ${folder}/make.sh DEPENDS ${ICU_WHOLE} VERBATIM
    COMMENT "Taking from ICU's data what dividing sentences needs")
  add_custom_target(nmt_icu_data ALL DEPENDS ${NMT_ICU_DATA})
endif()
