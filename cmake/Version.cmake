# What `nmt --version` tells of the build: definitions of one file, so that nothing else is compiled again when they change.

set(libraries)
foreach(pair
    "SentencePiece ${sentencepiece_VERSION}" "yaml-cpp ${yaml-cpp_VERSION}" "fmt ${fmt_VERSION}" "spdlog ${spdlog_VERSION}"
    "CLI11 ${CLI11_VERSION}" "nlohmann-json ${nlohmann_json_VERSION}" "cpp-httplib ${httplib_VERSION}"
    "xxHash ${xxhash_VERSION}" "zlib ${ZLIB_VERSION_STRING}" "ICU ${icu_VERSION}"
    "libxml2 ${libxml2_VERSION}" "libzip ${libzip_VERSION}")
  list(APPEND libraries ${pair})
endforeach()
list(JOIN libraries ", " libraries)
set(mpi "")
if(TARGET nmt_mpi)
  set(mpi ${MPI_CXX_VERSION})
endif()
set_source_files_properties(src/cli/version.cpp PROPERTIES COMPILE_DEFINITIONS
  "NMT_BUILD_TYPE=\"${CMAKE_BUILD_TYPE}\";NMT_COMPILER=\"${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}\";NMT_SYSTEM=\"${CMAKE_SYSTEM_NAME} ${CMAKE_SYSTEM_PROCESSOR}\";NMT_LIBRARIES=\"${libraries}\";NMT_MPI_VERSION=\"${mpi}\"")
