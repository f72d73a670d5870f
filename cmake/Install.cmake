# What `cmake --install` puts down, and the target that takes it away again.

include(GNUInstallDirs)
set(NMT_ZSH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING "Where zsh looks for completions, below the prefix")
set(modules ${CMAKE_INSTALL_LIBDIR}/nmt)
set(data ${CMAKE_INSTALL_DATADIR}/nmt)

# Where the program finds its modules and data, relative to itself, so that an installed tree can be moved.
file(RELATIVE_PATH modules_from_program ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR}/nmt)
file(RELATIVE_PATH data_from_program ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_DATADIR}/nmt)
set_source_files_properties(src/base/installed.cpp PROPERTIES COMPILE_DEFINITIONS
  "NMT_MODULES_FROM_PROGRAM=\"${modules_from_program}\";NMT_DATA_FROM_PROGRAM=\"${data_from_program}\"")

if(TARGET nmt_mpi)
  install(TARGETS nmt_mpi LIBRARY DESTINATION ${modules})
endif()
if(NOT NMT_PORTABLE)
  install(TARGETS nmt)
else()
  # The libraries that have one name on every system for which a package is made come from there, with their security
  # updates; the others lie beside the program.
  install(TARGETS nmt RUNTIME_DEPENDENCY_SET nmt_libraries)
  # DT_RPATH, which holds for the libraries of the libraries too; DT_RUNPATH does not.
  target_link_options(nmt PRIVATE -Wl,--disable-new-dtags)
  set_target_properties(nmt PROPERTIES INSTALL_RPATH "$ORIGIN/${modules_from_program}")
  set(of_the_system "^ld-linux" "^lib(c|m|dl|rt|pthread|gcc_s|stdc\\+\\+|z)\\.so")
  include(${CMAKE_CURRENT_LIST_DIR}/IcuData.cmake)
  if(NMT_ICU_DATA)
    list(APPEND of_the_system "^libicudata\\.so")
    install(FILES ${NMT_ICU_DATA} DESTINATION ${modules})
  endif()
  # A system may lack these: the .deb depends on them; the archive, which cannot, has copies.
  set(of_a_package "^lib(ssl|crypto|brotli[a-z]*|zstd|lzma|bz2)\\.so")
  install(RUNTIME_DEPENDENCY_SET nmt_libraries DESTINATION ${modules}
    PRE_EXCLUDE_REGEXES ${of_the_system} ${of_a_package})
  install(RUNTIME_DEPENDENCY_SET nmt_libraries DESTINATION ${modules} COMPONENT archive EXCLUDE_FROM_ALL
    PRE_EXCLUDE_REGEXES ${of_the_system})
  install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT archive EXCLUDE_FROM_ALL)
  install(FILES /usr/share/common-licenses/Apache-2.0 DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT archive EXCLUDE_FROM_ALL
    OPTIONAL)
endif()

find_program(NMT_GZIP gzip)
# Manual pages and completions are written by the program itself, of the settings that it reads.
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(STATUS "Without manual pages and completions: the program does not run here (CMAKE_CROSSCOMPILING_EMULATOR)")
  add_custom_target(nmt_manual)
else()
  set(manual ${CMAKE_BINARY_DIR}/manual)
  add_custom_command(OUTPUT ${manual}/written
    COMMAND ${CMAKE_COMMAND} "-DPROGRAM=${CMAKE_CROSSCOMPILING_EMULATOR};$<TARGET_FILE:nmt>" -DFOLDER=${manual}
      "-DGZIP=$<$<BOOL:${NMT_GZIP}>:${NMT_GZIP}>" -P ${CMAKE_CURRENT_LIST_DIR}/WriteManual.cmake
    DEPENDS nmt ${CMAKE_CURRENT_LIST_DIR}/WriteManual.cmake
    COMMENT "Writing manual pages and completions" VERBATIM)
  add_custom_target(nmt_manual ALL DEPENDS ${manual}/written)
  install(DIRECTORY ${manual}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
  install(FILES ${manual}/nmt.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME nmt)
  install(FILES ${manual}/nmt.zsh DESTINATION ${NMT_ZSH_COMPLETIONS} RENAME _nmt)
  install(FILES ${manual}/nmt.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY configs DESTINATION ${data})
# Trained models that lie in models/, without what only training needs. `nmt translate` takes the one named default.
install(DIRECTORY models DESTINATION ${data} PATTERN README.md EXCLUDE PATTERN checkpoints EXCLUDE PATTERN cache EXCLUDE
  PATTERN tensorboard EXCLUDE PATTERN .lock EXCLUDE)

add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt
  -P ${CMAKE_CURRENT_LIST_DIR}/Uninstall.cmake VERBATIM)
