# Finds a JDK 25 or newer and exports JAVA_HOME. Sourced by mvnw and by nave; changes nothing when JAVA_HOME is set.
nave_jdk_release() { # prints the feature release of the java in $1, or 0
  "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p;q' | grep . || echo 0
}
if [ -z "${JAVA_HOME:-}" ]; then
  nave_java=$(command -v java || true)
  if [ -z "$nave_java" ] || [ "$(nave_jdk_release "$nave_java")" -lt 25 ]; then
    set +f
    for nave_home in /usr/lib/jvm/*25* /usr/lib/jvm/*2[6-9]* /opt/*jdk*25* /opt/java/* "$HOME"/.sdkman/candidates/java/25* \
      "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
      if [ -x "$nave_home/bin/javac" ] && [ "$(nave_jdk_release "$nave_home/bin/java")" -ge 25 ]; then
        JAVA_HOME=$nave_home
        export JAVA_HOME
        break
      fi
    done
    if [ -z "${JAVA_HOME:-}" ]; then
      echo "Nave needs a JDK 25 or newer and found none. Install one, for example Temurin 25, and set JAVA_HOME to its folder." >&2
      exit 1
    fi
  fi
fi
