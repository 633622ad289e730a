#!/bin/sh
# Start one OpenSearch node on 127.0.0.1 and stay: start.sh FOLDER [PORT [HEAP [NAME=VALUE…]]]
#
# FOLDER gets the jars (once, by Maven) and the data of each port. HEAP is a size as Java writes it.
# NAME=VALUE are settings of OpenSearch, for a node that is one of several. Java 21 or later is
# needed: that of JAVA_HOME, or else the first one that is found. Ctrl-C, or a TERM, stops the node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?a folder for the jars and the data} port=${2:-9200} heap=${3:-1g}
shift $(($# < 3 ? $# : 3))
for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} "$(command -v java || :)" /usr/lib/jvm/*/bin/java; do
    version=$("$java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p') || continue
    [ "${version:-0}" -lt 21 ] || break
done
if [ "${version:-0}" -lt 21 ]; then
    echo "no Java 21 or later: set JAVA_HOME" >&2
    exit 1
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if [ ! -d "$folder/lib" ]; then
    mvn --batch-mode --quiet --file "$here/pom.xml" dependency:copy-dependencies \
        "-DoutputDirectory=$folder/lib.new"
    mv "$folder/lib.new" "$folder/lib"
fi
exec "$java" "-Xms$heap" "-Xmx$heap" -XX:+UseG1GC \
    --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector \
    -cp "$folder/lib/*" "$here/Server.java" "$folder/node-$port" "$port" "$@"
