package io.nave.hub.notification;

import java.util.List;

/** The port to who says what else a stored notification means, in the words of another source. */
public interface DerivedNotifications {

    /** What is to be handed over after the stored one; each time it is handed over. */
    List<Notification> of(Notification stored);
}
