package io.nave.protocol.mqtt;

import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.nave.hub.monitoring.HubEvent.BackgroundFailure;

/** The end of a will, for which nobody waits. */
record WillSent(MqttSessions sessions) implements Acknowledgement {

    @Override
    public void stored() {
        // nobody waits for it
    }

    @Override
    public void refused(HubException cause) {
        sessions.report(new BackgroundFailure("send a will", cause));
    }
}
