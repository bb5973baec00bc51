/**
 * Large things that devices upload (device-protocols §3.6, semantics §7.4): a device asks where to put a blob, writes it there
 * and says that it has; the back end is told. Start at {@link io.nave.hub.files.FileUploadService}.
 * {@link io.nave.hub.files.BlobStore} is the port to where blobs lie, {@link io.nave.hub.files.FileUploadStore} that to the
 * uploads under way; the notification goes into {@link io.nave.hub.servicebound.FileNotificationQueue} before the upload is
 * noted as ended, so that none is lost.
 */
@NullMarked
package io.nave.hub.files;

import org.jspecify.annotations.NullMarked;
