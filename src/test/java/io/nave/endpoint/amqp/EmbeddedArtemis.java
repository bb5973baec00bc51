package io.nave.endpoint.amqp;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

import io.nave.certificates.Holder;

/**
 * A broker on loopback, with the queues {@link #QUEUE}, {@link #FULL}, which refuses messages once some are in it, and
 * {@link #BLOCKED}, which gives no more credit then. It can be stopped and started again at its port; its queues are on disk.
 * {@link #USER} may send and receive, {@link #READER} may only receive.
 */
public final class EmbeddedArtemis implements AutoCloseable {

    public static final String QUEUE = "orders";
    public static final String FULL = "full";
    public static final String BLOCKED = "blocked";
    public static final String USER = "hub";
    public static final String READER = "reader";
    public static final String PASSWORD = "artemis-password";

    /** Kept, so that what it is told stays: it writes a line for each message. */
    private static final Logger QUIET = Logger.getLogger("org.apache.activemq");

    static {
        QUIET.setLevel(Level.WARNING);
    }

    private static final String STORE_PASSWORD = "changeit";
    private static final long LITTLE = 20_000;

    private final Path directory;
    private final int port;
    private final boolean login;
    private final String tls;
    private EmbeddedActiveMQ broker;

    private EmbeddedArtemis(Path directory, boolean login, String tls) {
        this.directory = directory;
        this.port = freePort();
        this.login = login;
        this.tls = tls;
        this.broker = started();
    }

    /** Without TLS and without logins. */
    public static EmbeddedArtemis open(Path directory) {
        return new EmbeddedArtemis(directory, false, "");
    }

    /** Without TLS, for {@link #USER} and {@link #READER} only. */
    public static EmbeddedArtemis withLogin(Path directory) {
        return new EmbeddedArtemis(directory, true, "");
    }

    /** With TLS by this certificate, for {@link #USER} and {@link #READER} only. */
    public static EmbeddedArtemis secured(Path directory, Holder certificate) {
        return new EmbeddedArtemis(directory, true, ";sslEnabled=true;keyStoreType=PKCS12;keyStorePassword=" + STORE_PASSWORD
                + ";keyStorePath=" + keyStore(directory, certificate));
    }

    private static Path keyStore(Path directory, Holder certificate) {
        Path file = directory.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", certificate.key(), STORE_PASSWORD.toCharArray(),
                    new Certificate[] { certificate.certificate() });
            store.store(out, STORE_PASSWORD.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** How many messages wait in a queue. */
    public long waiting(String queue) {
        return broker.getActiveMQServer().locateQueue(queue).getMessageCount();
    }

    /** How many connections there are. */
    public int connections() {
        return broker.getActiveMQServer().getConnectionCount();
    }

    public void stop() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public void start() {
        broker = started();
    }

    private EmbeddedActiveMQ started() {
        try {
            return new EmbeddedActiveMQ().setConfiguration(configuration()).setSecurityManager(new Logins()).start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Configuration configuration() throws Exception {
        Configuration configuration = new ConfigurationImpl().setPersistenceEnabled(true).setSecurityEnabled(login)
                .setJournalType(JournalType.NIO).setJournalFileSize(1 << 20).setMaxDiskUsage(100)
                .setJournalDirectory(in("journal")).setBindingsDirectory(in("bindings")).setPagingDirectory(in("paging"))
                .setLargeMessagesDirectory(in("large")).setJMXManagementEnabled(false);
        configuration.addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP" + tls);
        configuration.addAddressSetting("#", settings());
        configuration.addAddressSetting(FULL, little(AddressFullMessagePolicy.FAIL));
        configuration.addAddressSetting(BLOCKED, little(AddressFullMessagePolicy.BLOCK));
        for (String queue : Set.of(QUEUE, FULL, BLOCKED)) {
            configuration.addQueueConfiguration(
                    QueueConfiguration.of(queue).setAddress(queue).setRoutingType(RoutingType.ANYCAST).setDurable(true));
        }
        return configuration;
    }

    private String in(String folder) {
        return directory.resolve(folder).toString();
    }

    private static AddressSettings settings() {
        return new AddressSettings().setAutoCreateAddresses(false).setAutoCreateQueues(false);
    }

    private static AddressSettings little(AddressFullMessagePolicy policy) {
        return settings().setMaxSizeBytes(LITTLE).setAddressFullMessagePolicy(policy);
    }

    @Override
    public void close() {
        stop();
    }

    private static final class Logins implements ActiveMQSecurityManager {

        @Override
        public boolean validateUser(String user, String password) {
            return (USER.equals(user) || READER.equals(user)) && PASSWORD.equals(password);
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
            return validateUser(user, password) && (USER.equals(user) || check != CheckType.SEND);
        }
    }
}
