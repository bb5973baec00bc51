package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.blobs.BlockBlobs;
import io.nave.hub.files.FileUploadService;
import io.nave.hub.servicebound.FileNotificationQueue;

/** What has to be done about files that devices upload, the notifications of them, and what nobody finished. */
@Singleton
record FilesWork(FileUploadService uploads, FileNotificationQueue notifications, BlockBlobs blobs) {
}
