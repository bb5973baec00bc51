package io.nave.launcher;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * Something that looks like the hub from the launcher's side: takes its settings from the environment, makes policy keys in the
 * database,
 * and answers the readiness question over HTTPS.
 */
final class StandInHub {

    private StandInHub() {
    }

    public static void main(String[] words) throws Exception {
        if ("fail".equals(System.getenv("STAND_IN_HUB"))) {
            System.err.println("Configuration says: nave.eventlog.partitions must be at least 1");
            System.exit(1);
        }
        makeKeys();
        var address = new InetSocketAddress(setting("NAVE_BIND_ADDRESS"), Integer.parseInt(setting("QUARKUS_HTTP_SSL_PORT")));
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    private static void makeKeys() throws Exception {
        try (var connection = Databases.connect(setting("NAVE_DATABASE_URL"), setting("NAVE_DATABASE_USER"),
                setting("NAVE_DATABASE_PASSWORD")); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS shared_access_policy (name text PRIMARY KEY, primary_key text)");
            statement.execute(
                    "INSERT INTO shared_access_policy SELECT name, encode(sha256(gen_random_uuid()::text::bytea), 'base64') "
                            + "FROM (VALUES ('iothubowner'), ('service')) AS names(name) ON CONFLICT DO NOTHING");
        }
    }

    private static SSLContext tls() throws Exception {
        var chain = Certificates.certificates(PrivateFiles.read(Path.of(setting("NAVE_TLS_CERTIFICATE"))));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", Certificates.key(PrivateFiles.read(Path.of(setting("NAVE_TLS_KEY")))), new char[0],
                chain.toArray(new java.security.cert.Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static String setting(String name) {
        return System.getenv().getOrDefault(name, "");
    }
}
