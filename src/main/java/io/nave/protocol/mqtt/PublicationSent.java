package io.nave.protocol.mqtt;

import io.nave.hub.error.HubException;
import io.nave.hub.message.Acknowledgement;
import io.netty.handler.codec.mqtt.MqttQoS;

/** A publication under way. Stored: its PUBACK is due. Not stored: the client sends it again on a new connection (§5.6). */
record PublicationSent(InFlight inFlight, MqttGate gate, long entry, MqttQoS qos) implements Acknowledgement {

    @Override
    public void stored() {
        inFlight.complete(entry);
    }

    @Override
    public void refused(HubException cause) {
        if (qos == MqttQoS.AT_MOST_ONCE) {
            inFlight.complete(entry);
        } else {
            gate.close("a message could not be stored: " + cause.detail());
        }
    }
}
