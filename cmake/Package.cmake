# The .deb, by CPack; scripts/package.sh makes it, and the archive beside it.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME nmt)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "neural machine translation on CPUs")
set(CPACK_PACKAGE_DESCRIPTION "nmt trains a Transformer or a recurrent model with attention
on two plain text files, translates raw text to raw text with it, and scores
translations with BLEU, chrF and TER as sacreBLEU does. It needs no GPU, no
Python and no preprocessing.")
set(CPACK_PACKAGE_CONTACT "the nmt authors <nmt-authors@example.org>")
set(CPACK_PACKAGE_HOMEPAGE_URL "https://example.org/nmt")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Below the root of the package: libraries that lie there need no other package.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS /usr/${CMAKE_INSTALL_LIBDIR}/nmt)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libopenblas0")

# What Debian wants besides: the licences of all that is in the package, and packed change logs.
set(debian_docs ${CMAKE_BINARY_DIR}/debian)
if(NMT_GZIP)
  add_custom_command(OUTPUT ${debian_docs}/changelog.gz ${debian_docs}/changelog.Debian.gz
    COMMAND ${CMAKE_COMMAND} -E copy ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${debian_docs}/changelog
    COMMAND ${CMAKE_COMMAND} -E copy ${PROJECT_SOURCE_DIR}/packaging/changelog.Debian ${debian_docs}/changelog.Debian
    COMMAND ${NMT_GZIP} -9nf ${debian_docs}/changelog ${debian_docs}/changelog.Debian
    DEPENDS CHANGELOG.md packaging/changelog.Debian VERBATIM)
  add_custom_target(nmt_debian_docs ALL DEPENDS ${debian_docs}/changelog.gz)
  install(FILES ${debian_docs}/changelog.gz ${debian_docs}/changelog.Debian.gz packaging/copyright
    DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT debian EXCLUDE_FROM_ALL)
endif()
install(FILES packaging/lintian-overrides DESTINATION share/lintian/overrides RENAME nmt COMPONENT debian EXCLUDE_FROM_ALL)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};nmt;Unspecified;/" "${CMAKE_BINARY_DIR};nmt;debian;/")
include(CPack)
