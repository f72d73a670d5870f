# Lets the program write its manual pages and completions: cmake -DPROGRAM=... -DFOLDER=... -DGZIP=... -P WriteManual.cmake
# Into FOLDER: man1/nmt.1, man1/nmt-COMMAND.1 (packed where there is a GZIP), nmt.bash, nmt.zsh, nmt.fish, and `written`,
# which says that all are there.

cmake_minimum_required(VERSION 3.25)

function(write file)
  execute_process(COMMAND ${PROGRAM} ${ARGN} OUTPUT_FILE ${FOLDER}/${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

list(REMOVE_ITEM PROGRAM "")
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/man1)
execute_process(COMMAND ${PROGRAM} help --commands OUTPUT_VARIABLE commands OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" commands ${commands})
write(man1/nmt.1 help --man)
foreach(command ${commands})
  write(man1/nmt-${command}.1 help --man ${command})
endforeach()
if(GZIP)
  file(GLOB pages ${FOLDER}/man1/*.1)
  execute_process(COMMAND ${GZIP} -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
foreach(shell bash zsh fish)
  write(nmt.${shell} completion ${shell})
endforeach()
file(TOUCH ${FOLDER}/written)
