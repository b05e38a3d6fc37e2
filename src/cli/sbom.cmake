# Writes the bill of materials of a built program: cmake -DPROGRAM=… -DOUTPUT=… -P sbom.cmake (target `sbom`). SPDX 2.3.
# Libraries and versions are those that the program names; licences as their Debian packages declare them
# (/usr/share/doc/PACKAGE/copyright of bookworm, read on 2026-11-29).
set(licence_fmt MIT)
set(licence_utf8proc "MIT AND Unicode-DFS-2016") # code, and tables made of Unicode's
set(licence_nlohmann_json MIT)
set(licence_CLI11 BSD-3-Clause)

execute_process(COMMAND ${PROGRAM} --version OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said MATCHES "^pathfinder ([^ ]+) [^\n]*\n([^\n]+)\n")
  message(FATAL_ERROR "${PROGRAM} --version says: ${said}")
endif()
set(version ${CMAKE_MATCH_1})
string(REPLACE ", " ";" libraries "${CMAKE_MATCH_2}")
file(SHA256 ${PROGRAM} digest)
string(TIMESTAMP now "%Y-%m-%dT%H:%M:%SZ" UTC) # of SOURCE_DATE_EPOCH where it is set

function(package id name its_version licence more)
  string(APPEND packages "${comma}
    {
      \"SPDXID\": \"SPDXRef-${id}\",
      \"name\": \"${name}\",
      \"versionInfo\": \"${its_version}\",
      \"downloadLocation\": \"NOASSERTION\",
      \"filesAnalyzed\": false,${more}
      \"licenseConcluded\": \"${licence}\",
      \"licenseDeclared\": \"${licence}\",
      \"copyrightText\": \"NOASSERTION\"
    }")
  set(packages "${packages}" PARENT_SCOPE)
  set(comma "," PARENT_SCOPE)
endfunction()

package(pathfinder pathfinder ${version} NOASSERTION "
      \"checksums\": [{\"algorithm\": \"SHA256\", \"checksumValue\": \"${digest}\"}],")
set(relations "
    {\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-pathfinder\"}")
foreach(library IN LISTS libraries)
  string(REPLACE " " ";" library "${library}")
  list(GET library 0 name)
  list(GET library 1 its_version)
  if(NOT DEFINED licence_${name})
    message(FATAL_ERROR "no licence is known of ${name}")
  endif()
  string(REPLACE "_" "-" id ${name}) # no underscore in an SPDXID
  package(${id} ${name} ${its_version} "${licence_${name}}" "")
  string(APPEND relations ",
    {\"spdxElementId\": \"SPDXRef-pathfinder\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"SPDXRef-${id}\"}")
endforeach()

set(document "{
  \"spdxVersion\": \"SPDX-2.3\",
  \"dataLicense\": \"CC0-1.0\",
  \"SPDXID\": \"SPDXRef-DOCUMENT\",
  \"name\": \"pathfinder-${version}\",
  \"documentNamespace\": \"https://spdx.org/spdxdocs/pathfinder-${version}-${digest}\",
  \"creationInfo\": {\"created\": \"${now}\", \"creators\": [\"Tool: cmake-${CMAKE_VERSION}\"]},
  \"packages\": [${packages}
  ],
  \"relationships\": [${relations}
  ]
}
")
list(LENGTH libraries count)
string(JSON last GET "${document}" packages ${count} name) # stops here where it is no JSON, or a library is missing
file(WRITE ${OUTPUT} "${document}")
