package io.nave.hub.twins;

import java.time.Duration;

/** Lets other packages' tests look for lost notices now. */
public final class LostNotices {

    private LostNotices() {
    }

    public static void lookFor(DesiredNotices notices) {
        notices.lookForLost().await().atMost(Duration.ofSeconds(5));
    }
}
