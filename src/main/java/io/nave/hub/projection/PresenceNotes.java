package io.nave.hub.projection;

/** The port to who is told what is noted of presence, as soon as it stands. From any thread; returns at once. */
public interface PresenceNotes {

    void noted(PresenceNote note);
}
