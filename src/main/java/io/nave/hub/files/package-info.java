/**
 * Large things that devices upload (device-protocols §3.6, semantics §7.4): a device asks where to put a blob, writes it there
 * and says that it has; the back end is told. {@link io.nave.hub.files.BlobStore} is the port to where blobs lie.
 */
@NullMarked
package io.nave.hub.files;

import org.jspecify.annotations.NullMarked;
