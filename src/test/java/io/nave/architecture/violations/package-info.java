/** Classes that break the import rules on purpose, one for each rule; ArchitectureTest proves that each is caught. */
@NullMarked
package io.nave.architecture.violations;

import org.jspecify.annotations.NullMarked;
