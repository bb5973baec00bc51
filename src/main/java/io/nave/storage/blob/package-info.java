/**
 * Where uploaded files lie (semantics §7.4). AzureBlobStore signs for a storage account and asks it what is there.
 * LocalBlobStore is the hub's own home: BlobDirectory, a directory that all replicas share; start there. Blobs are plain files
 * under the container's name, so that whatever can read files can read them:
 *
 * <pre>
 *   DIRECTORY/uploads/{device}/{blob}              a blob; BlobPaths says how names become files
 *   DIRECTORY/message_files/{container}/{blob}     a file of messages that an endpoint has published
 *   DIRECTORY/.nave/drafts/{random}                one that is being written
 *   DIRECTORY/.nave/writing/{random}               a body that is being received, a blob that is being put together
 *   DIRECTORY/.nave/blocks/{blob's hash}/{block}   blocks that no list has made a blob of yet: StagedBlocks
 *   DIRECTORY/.nave/notes/{blob's hash}.{etag}     headers and blocks of the blob that has this etag: BlobNotes
 * </pre>
 *
 * StorageContainers gives import and export jobs the containers that they name (semantics §7.3): LocalJobContainer is that of
 * the
 * hub, AzureJobContainer one that StorageAccounts allows them to name.
 *
 * <p>
 * StoredMessageContainers gives endpoints the containers that their files of messages go to (semantics §1.3).
 *
 * <p>
 * Everything is written beside its place, flushed, and renamed into it (DurableFiles); notes are written before the blob is
 * renamed and belong to its etag, so that renaming is the one step that makes a blob visible. No process keeps anything that
 * another replica would have to know. Files are touched on worker threads only.
 */
@NullMarked
package io.nave.storage.blob;

import org.jspecify.annotations.NullMarked;
