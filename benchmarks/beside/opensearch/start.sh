#!/bin/sh
# Start one OpenSearch node on 127.0.0.1 and stay: start.sh FOLDER [PORT [HEAP]]
#
# FOLDER gets the jars (once, by Maven) and the data. HEAP is a size as Java writes it. Java 21 or
# later is needed, of JAVA_HOME where it is set. Ctrl-C, or a TERM, stops the node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?a folder for the jars and the data} port=${2:-9200} heap=${3:-1g}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if [ ! -d "$folder/lib" ]; then
    mvn --batch-mode --quiet --file "$here/pom.xml" dependency:copy-dependencies \
        "-DoutputDirectory=$folder/lib.new"
    mv "$folder/lib.new" "$folder/lib"
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" "-Xms$heap" "-Xmx$heap" -XX:+UseG1GC \
    --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector \
    -cp "$folder/lib/*" "$here/Server.java" "$folder/node" "$port"
