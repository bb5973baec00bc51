# Finds a JDK 25 or newer and exports JAVA_HOME. Sourced by mvnw and by nave. A JAVA_HOME that is new enough is left alone, and so is a
# java on the PATH that is.
nave_jdk_release() { # prints the feature release of the java in $1, or 0
  "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1 | grep . || echo 0
}
nave_is_jdk() { # whether the folder $1 holds a JDK 25 or newer
  [ -x "$1/bin/javac" ] && [ "$(nave_jdk_release "$1/bin/java")" -ge 25 ]
}
nave_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && nave_is_jdk "$JAVA_HOME"; then
    return 0
  fi
  if [ -z "${JAVA_HOME:-}" ] && command -v javac >/dev/null && [ "$(nave_jdk_release java)" -ge 25 ]; then
    return 0
  fi
  set +f
  for nave_home in /usr/lib/jvm/*25* /usr/lib/jvm/*2[6-9]* /opt/*jdk*25* /opt/java/* "$HOME"/.sdkman/candidates/java/25* \
    "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if nave_is_jdk "$nave_home"; then
      [ -z "${JAVA_HOME:-}" ] || echo "Nave needs a JDK 25 or newer: using $nave_home instead of JAVA_HOME=$JAVA_HOME" >&2
      JAVA_HOME=$nave_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Nave needs a JDK 25 or newer and found none${JAVA_HOME:+ (JAVA_HOME is $JAVA_HOME)}." >&2
  echo "Install one, for example Temurin 25 (https://adoptium.net), and set JAVA_HOME to its folder." >&2
  return 1
}
nave_find_jdk || exit 1
