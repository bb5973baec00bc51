/**
 * What the hub itself has to say about its devices, such as that one was created: a Notification is stored in the transaction
 * of
 * the change that it tells of, and handed to routing afterwards by NotificationForwarder, at least once and in the order of the
 * changes. Stores of other features write them; the port to read them is NotificationOutbox.
 */
@NullMarked
package io.nave.hub.notification;

import org.jspecify.annotations.NullMarked;
