package io.nave;

import jakarta.inject.Singleton;

import io.nave.hub.devicebound.DeviceBoundQueue;
import io.nave.hub.devicebound.WaitingMessages;
import io.nave.hub.servicebound.FeedbackQueue;

/** What has to be done about messages on their way to devices, and the feedback on them. */
@Singleton
record DeviceBoundWork(DeviceBoundQueue messages, FeedbackQueue feedback, WaitingMessages waiting) {
}
