/**
 * What the hub tells back ends of its own accord: feedback on device-bound messages (FeedbackQueue), and notifications of
 * uploaded files (FileNotificationQueue), both a ServiceBoundQueue.
 * Read by the links and resources of service SDKs; written by the queue of device-bound messages and by file upload.
 */
@NullMarked
package io.nave.hub.servicebound;

import org.jspecify.annotations.NullMarked;
