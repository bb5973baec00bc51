package io.nave.endpoint.webhook;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nave.routing.endpoints.EndpointSecret;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests are signed as docs/webhooks.md says, and its example tells signed from forged. */
final class WebhookSignatureTest {

    private static final String SECRET = "hush hush";
    private static final byte[] BODY = "[{\"id\":\"0-1\",\"ü\":1}]".getBytes(StandardCharsets.UTF_8);

    private final WebhookSignature signature = new WebhookSignature(new EndpointSecret(SECRET));

    @TempDir
    private Path folder;

    @Test
    void signatureIsTheHmacOfTimeDotBody() {
        // given
        WebhookSignature known = new WebhookSignature(new EndpointSecret("secret"));

        // when
        String header = known.of("[]".getBytes(StandardCharsets.UTF_8), Instant.ofEpochSecond(1_767_323_045, 999_000_000));

        // then: printf '1767323045.[]' | openssl dgst -sha256 -hmac secret
        assertThat(header).isEqualTo("t=1767323045,v1=c71df288cceae4d82c744f30a76a2547bc698c24603455409e307f8eb9be76d2");
    }

    @Test
    void documentedExampleAcceptsWhatIsSignedAndNothingElse() throws Exception {
        // given
        Instant now = Instant.now();
        String header = signature.of(BODY, now);

        // when
        try (URLClassLoader example = compiled()) {
            Method isSigned = example.loadClass("Signed").getMethod("isSigned", String.class, byte[].class, String.class,
                    Instant.class);

            // then
            assertThat(isSigned.invoke(null, header, BODY, SECRET, now)).isEqualTo(true);
            assertThat(isSigned.invoke(null, header, BODY, "other", now)).isEqualTo(false);
            assertThat(isSigned.invoke(null, header, new byte[1], SECRET, now)).isEqualTo(false);
            assertThat(isSigned.invoke(null, header, BODY, SECRET, now.plus(Duration.ofHours(1)))).isEqualTo(false);
        }
    }

    private URLClassLoader compiled() throws IOException {
        String document = Files.readString(Path.of("docs/webhooks.md"));
        int from = document.indexOf("```java\n") + "```java\n".length();
        Path program = Files.writeString(folder.resolve("Signed.java"),
                document.substring(from, document.indexOf("```", from)));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, program.toString())).isZero();
        return new URLClassLoader(new URL[] { folder.toUri().toURL() });
    }
}
