/**
 * The blob storage that the hub itself is (device-protocols §3.6), for who uploads files and has no storage account:
 * {@link io.nave.hub.blobs.BlockBlobs} is the port to where blobs lie, protocol.blob speaks the block-blob protocol in front of
 * it.
 * {@link io.nave.hub.blobs.BlobSignatures} makes and checks the signed queries that stand for a right; an external storage
 * account signs in the same way. What is refused has the codes of that protocol, not those of IoT Hub: BlobError.
 * {@link io.nave.hub.blobs.MessageContainers} is the port to where endpoints write files of messages.
 */
@NullMarked
package io.nave.hub.blobs;

import org.jspecify.annotations.NullMarked;
