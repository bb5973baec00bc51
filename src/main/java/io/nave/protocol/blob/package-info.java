/**
 * The part of the block-blob protocol that storage clients use to upload files, on the HTTPS port under the name of the hub's
 * container (device-protocols §3.6): Put Blob, Put Block, Put Block List, Get Blob with ranges, Get Blob Properties, Get Block
 * List, Delete Blob. BlobGate takes requests before anything of REST sees them, so that no rule for paths or bodies of REST
 * applies; BlobRequest says what is wanted and by which right, BlobWrites and BlobReads do it, BlobExchange answers. Bodies are
 * streamed, both ways as fast as the slower side goes.
 */
@NullMarked
package io.nave.protocol.blob;

import org.jspecify.annotations.NullMarked;
