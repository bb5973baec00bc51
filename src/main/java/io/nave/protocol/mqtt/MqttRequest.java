package io.nave.protocol.mqtt;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.Peer;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.AuthChain;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.protocol.tls.ClientCertificate;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.net.SocketAddress;
import io.vertx.mqtt.MqttAuth;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;

/** What a CONNECT asks for: who the client says it is, how it proves that, and its will. */
record MqttRequest(ClientId client, Optional<String> modelId, DeviceProof proof, Peer peer, Optional<MqttWill> will,
        boolean cleanSession) {

    private static final String MODEL_ID = "[\\x21-\\x7E]{1,256}";

    /** Reads a CONNECT; fails with an unauthorized or invalid-argument code, all of which are CONNACK 5 (§1.3). */
    static MqttRequest of(MqttEndpoint endpoint, HubNames names) {
        String clientId = endpoint.clientIdentifier() == null ? "" : endpoint.clientIdentifier();
        ClientId client = ClientId.parse(clientId);
        MqttAuth auth = endpoint.auth();
        boolean named = auth != null && auth.getUsername() != null;
        Optional<MqttUserName> name = named ? Optional.of(userName(auth.getUsername(), clientId, names)) : Optional.empty();
        DeviceProof shown = proof(endpoint, auth);
        DeviceProof proof = name.flatMap(MqttUserName::authChain).map(chain -> onBehalf(chain, client, shown)).orElse(shown);
        return new MqttRequest(client, name.flatMap(MqttUserName::modelId), proof, peer(endpoint), will(endpoint, client),
                endpoint.isCleanSession());
    }

    private static DeviceProof onBehalf(String chain, ClientId client, DeviceProof shown) {
        return new DeviceProof.OnBehalf(AuthChain.parse(chain, client), shown);
    }

    private static Peer peer(MqttEndpoint endpoint) {
        SocketAddress address = endpoint.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? Peer.UNKNOWN : new Peer(host);
    }

    private static MqttUserName userName(String text, String clientId, HubNames names) {
        MqttUserName name = MqttUserName.parse(text, clientId)
                .orElseThrow(() -> refused("the user name is not host/client-id/?api-version=… of this client id"));
        if (!names.isHost(name.host())) {
            throw refused("the user name speaks of another hub: " + name.host());
        }
        if (!name.modelId().orElse("-").matches(MODEL_ID)) {
            throw refused("the model id has other than 1 to 256 printable ASCII characters");
        }
        return name;
    }

    /** A password is a token; without one the certificate of the TLS handshake speaks (device-protocols §4.5). */
    private static DeviceProof proof(MqttEndpoint endpoint, @Nullable MqttAuth auth) {
        String password = auth == null || auth.getPassword() == null ? "" : auth.getPassword();
        if (!password.isEmpty()) {
            return new DeviceProof.Token(password);
        }
        return ClientCertificate.shownIn(endpoint.sslSession());
    }

    /** A will is telemetry that is sent later, so it must be allowed as telemetry (device-protocols §1.5). */
    private static Optional<MqttWill> will(MqttEndpoint endpoint, ClientId client) {
        MqttWill will = endpoint.will();
        if (!will.isWillFlag()) {
            return Optional.empty();
        }
        boolean allowed = new MqttTopic(client).bagOf(will.getWillTopic()) >= 0
                && will.getWillQos() <= MqttQoS.AT_LEAST_ONCE.value();
        if (!allowed) {
            throw refused("a will goes to the client's own telemetry topic, with QoS 0 or 1");
        }
        return Optional.of(will);
    }

    private static HubException refused(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED, reason);
    }
}
