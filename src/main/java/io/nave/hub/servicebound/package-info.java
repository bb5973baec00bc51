/**
 * What the hub tells back ends of its own accord: feedback on device-bound messages (FeedbackQueue), and notifications of
 * uploaded files.
 * Read by the links and resources of service SDKs; written by the queue of device-bound messages.
 */
@NullMarked
package io.nave.hub.servicebound;

import org.jspecify.annotations.NullMarked;
