# For the other scripts: compiles the benchmarks against the distribution into a folder that goes away with the script.
dist=$PWD/orchestrator/target/dist # absolute: workers start in folders of their own
[ -d "$dist/lib" ] || { echo "run mvn package first" >&2; exit 1; }
jdk=${JAVA_HOME:-$(ls -d /usr/lib/jvm/*/ | while read -r j; do
  v=$("$j/bin/javac" -version 2>&1 | sed -n 's/javac \([0-9]*\).*/\1/p'); [ "${v:-0}" -ge 21 ] && echo "$j" && break
done)}
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
"$jdk/bin/javac" -nowarn -proc:none -d "$classes" -cp "$dist/lib/*" bench/*.java bench/src/main/java/io/orchestrator/adapters/iqfeed/LevelOne{Lines,Cpu}.java
java_with_lib() {
  "$jdk/bin/java" -XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$classes:$dist/lib/*" "$@"
}
