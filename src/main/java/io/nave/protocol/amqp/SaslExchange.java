package io.nave.protocol.amqp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sasl.SaslOutcome;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.Transport;

import io.nave.hub.access.Authenticator;
import io.nave.hub.access.Caller;
import io.nave.hub.access.DeviceProof;
import io.nave.hub.access.KeyForm;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.HubNames;
import io.nave.hub.monitoring.HubEvent.ConnectionRefused;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.NetSocket;

/**
 * The SASL layer, which a client may leave out altogether (device-protocols §2.1). ANONYMOUS and MSSBCBS mean that a token will
 * be put later; EXTERNAL that the TLS certificate speaks; PLAIN carries {@code policy@sas.root.hub} and a token,
 * {@code device[/modules/module]@sas.hub} and a token, or a policy's name and key (service-protocols §3.3, §7.2). A refusal is
 * outcome 1 ({@code auth}), then the connection ends.
 */
final class SaslExchange implements SaslListener {

    private static final String[] MECHANISMS = { "MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL" };
    private static final String POLICY_SUFFIX = "@sas.root.";
    private static final String DEVICE_SUFFIX = "@sas.";
    private static final int SERVER_FAULT = 500;

    private final AmqpServices services;
    private final NetSocket socket;
    private final AmqpTransport transport;
    private final AmqpLoop loop;
    private final ConnectionProofs proofs;

    SaslExchange(AmqpServices services, NetSocket socket, AmqpTransport transport, AmqpLoop loop, ConnectionProofs proofs) {
        this.services = services;
        this.socket = socket;
        this.transport = transport;
        this.loop = loop;
        this.proofs = proofs;
    }

    void start() {
        Sasl sasl = transport.sasl();
        sasl.server();
        sasl.allowSkip(true);
        sasl.setMechanisms(MECHANISMS);
        sasl.setListener(this);
    }

    @Override
    public void onSaslInit(Sasl sasl, Transport engine) {
        byte[] response = new byte[sasl.pending()];
        sasl.recv(response, 0, response.length);
        String mechanism = sasl.getRemoteMechanisms()[0];
        switch (mechanism) {
            case "ANONYMOUS", "MSSBCBS" -> sasl.done(SaslOutcome.PN_SASL_OK);
            case "EXTERNAL" -> answerCertificate(sasl);
            case "PLAIN" -> answerPlain(sasl, new String(response, StandardCharsets.UTF_8));
            default -> refuse(sasl, mechanism, "the SASL mechanism is not offered");
        }
    }

    private void answerCertificate(Sasl sasl) {
        if (hasCertificate()) {
            sasl.done(SaslOutcome.PN_SASL_OK);
        } else {
            refuse(sasl, "EXTERNAL", "there is no client certificate");
        }
    }

    private boolean hasCertificate() {
        try {
            return socket.isSsl() && !socket.peerCertificates().isEmpty();
        } catch (SSLPeerUnverifiedException none) {
            return false;
        }
    }

    /** authorisation id, NUL, user, NUL, password. */
    private void answerPlain(Sasl sasl, String response) {
        String[] parts = response.split("\0", -1);
        if (parts.length != 3) {
            refuse(sasl, "", "the SASL PLAIN response is malformed");
            return;
        }
        transport.hold();
        loop.await(prove(parts[1], parts[2]), kept -> accept(sasl),
                failure -> refusePlain(sasl, parts[1], failure));
    }

    private Uni<Boolean> prove(String user, String password) {
        int at = user.toLowerCase(Locale.ROOT).lastIndexOf(DEVICE_SUFFIX);
        boolean ofDevice = at >= 0 && !user.regionMatches(true, at, POLICY_SUFFIX, 0, POLICY_SUFFIX.length());
        return ofDevice ? proveDevice(user, at, password) : authorize(user, password).emitOn(loop::run).map(proofs::grant);
    }

    private Uni<Boolean> proveDevice(String user, int at, String token) {
        List<ClientId> clients = DeviceAddress.clientsOf("devices/" + user.substring(0, at));
        if (clients.isEmpty() || !isHub(services.names(), user.substring(at + DEVICE_SUFFIX.length()))) {
            return Uni.createFrom().failure(refused("the user name is none of a device of this hub"));
        }
        return proofs.putOfDevice(clients, new DeviceProof.Token(token));
    }

    private Uni<Caller> authorize(String user, String password) {
        Authenticator authenticator = services.authenticator();
        int at = user.toLowerCase(Locale.ROOT).indexOf(POLICY_SUFFIX);
        if (at >= 0 && !isHub(services.names(), user.substring(at + POLICY_SUFFIX.length()))) {
            return Uni.createFrom().failure(refused("the user name speaks of another hub"));
        }
        String policy = at < 0 ? user : user.substring(0, at);
        if (!password.regionMatches(true, 0, "SharedAccessSignature", 0, 21)) {
            return authenticator.authorizeKey(policy, password, transport.peer());
        }
        return authenticator.authorize(password, KeyForm.DECODED_OR_TEXT, transport.peer())
                .map(caller -> requirePolicy(caller, policy));
    }

    /** Outcome 4 ({@code sys-temp}) says that the client may be right and is to try again. */
    private void refusePlain(Sasl sasl, String who, Throwable failure) {
        HubException cause = failure instanceof HubException known ? known : refused("the hub failed");
        boolean later = cause.code() == ErrorCode.THROTTLING || cause.code().httpStatus() >= SERVER_FAULT
                || !(failure instanceof HubException);
        refuse(sasl, later ? SaslOutcome.PN_SASL_TEMP : SaslOutcome.PN_SASL_AUTH, who, cause);
    }

    private static boolean isHub(HubNames names, String text) {
        return names.isEventHub(text) || names.isHost(text)
                || names.aliases().stream().anyMatch(alias -> alias.startsWith(text + "."));
    }

    private static Caller requirePolicy(Caller caller, String policy) {
        if (!caller.name().equals(policy)) {
            throw refused("the token is signed by another policy than the user name says");
        }
        return caller;
    }

    private static HubException refused(String reason) {
        return new HubException(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS, reason);
    }

    private void accept(Sasl sasl) {
        sasl.done(SaslOutcome.PN_SASL_OK);
        transport.release();
    }

    private void refuse(Sasl sasl, String who, String reason) {
        refuse(sasl, SaslOutcome.PN_SASL_AUTH, who, refused(reason));
    }

    private void refuse(Sasl sasl, SaslOutcome outcome, String who, HubException cause) {
        services.monitor().report(new ConnectionRefused(who, "AMQP", cause));
        sasl.done(outcome);
        transport.refuse();
    }

    @Override
    public void onSaslResponse(Sasl sasl, Transport engine) {
        refuse(sasl, "", "no mechanism asks for a response");
    }

    @Override
    public void onSaslMechanisms(Sasl sasl, Transport engine) {
        // only a server sends them
    }

    @Override
    public void onSaslChallenge(Sasl sasl, Transport engine) {
        // only a server sends one
    }

    @Override
    public void onSaslOutcome(Sasl sasl, Transport engine) {
        // only a server sends it
    }
}
