# Takes the first C listing out of a page: cmake -DPAGE=driver.md -DOUT=documented.inc -P documented.cmake
cmake_minimum_required(VERSION 3.16)
file(READ "${PAGE}" text)
string(FIND "${text}" "```c\n" begin)
math(EXPR begin "${begin} + 5")
string(SUBSTRING "${text}" ${begin} -1 text)
string(FIND "${text}" "```" end)
string(SUBSTRING "${text}" 0 ${end} text)
file(WRITE "${OUT}" "${text}")
