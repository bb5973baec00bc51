/** Certificates, revocation lists and OCSP answers made for tests, the wrong ones too. */
@NullMarked
package io.nave.certificates;

import org.jspecify.annotations.NullMarked;
