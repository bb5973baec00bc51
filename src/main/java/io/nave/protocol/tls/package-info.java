/**
 * Which TLS engine and certificates the listeners of devices and back ends use. The native engine (BoringSSL) where it loads,
 * because it costs a third of the JDK's per handshake and half the heap per connection; the JDK's otherwise, as in a native
 * image. Called by the listeners of protocol.mqtt and protocol.amqp. Also how revocation lists and OCSP answers are fetched
 * (HttpRevocationSource), a port of hub.revocation.
 */
@NullMarked
package io.nave.protocol.tls;

import org.jspecify.annotations.NullMarked;
