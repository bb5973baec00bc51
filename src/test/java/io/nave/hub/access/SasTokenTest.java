package io.nave.hub.access;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** SAS tokens against the test vectors of device-protocols §4.1 and service-protocols §3.2. */
class SasTokenTest {

    private static final String DEVICE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String POLICY_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWg=";

    @ParameterizedTest
    @CsvSource({
            "hub.test.local%2Fdevices%2Fdev1, iOFiUCWYndUYVpTXDYQRQr5kFJJpt%2BQiiVFWwca0ZV0%3D",
            "hub.test.local/devices/dev1, kGfMYzf99iInD1P72RH2MyK4OJSzf%2BC6geUf72xq49k%3D",
            "hub.test.local%2fdevices%2fdev1, %2F8oZJcUbPd42GkJZAfJufIPEJ8rFfbreRMNAWo9GfPQ%3D",
            "hub.test.local%2Fdevices%2Fdev1%2Fmodules%2Fm1, lZf6erysaaa4%2BM2L2wIP0ahkusIId9LLJK6g2MNubR4%3D",
            "hub.test.local, b5U%2Bf83Q%2FziAkOqAFJG7t%2BiQE%2BObHFc%2F2dE5CHFFApI%3D" })
    void vectorsOfDevicesAreSigned(String resource, String signature) {
        // when
        SasToken token = SasToken.parse("SharedAccessSignature sr=" + resource + "&sig=" + signature + "&se=1893456000");

        // then
        assertThat(token.signerAmong(List.of(DEVICE_KEY), KeyForm.DECODED)).isPresent();
        assertThat(token.signerAmong(List.of(OTHER_KEY, DEVICE_KEY), KeyForm.DECODED)).as("the secondary key").isPresent();
        assertThat(token.signerAmong(List.of(OTHER_KEY), KeyForm.DECODED_OR_TEXT)).isEmpty();
        assertThat(token.expiresAt()).isEqualTo(Instant.ofEpochSecond(1_893_456_000));
    }

    @ParameterizedTest
    @CsvSource({
            "localhost, 1795405221, kirRn7V8sdPzATShQ+9hsTUM9PH95/VweytyVJdXVdQ=",
            "hub1.example.com, 1800000000, lhtQv9IJ3cefjq5TYFE20zTRgR8D0iiLg4qdtOiWlLA=" })
    void vectorsOfServiceClientsAreSignedWithTheDecodedKey(String resource, String expiry, String signature) {
        // when
        SasToken token = SasToken.parse("SharedAccessSignature sr=" + resource + "&sig=" + signature + "&se=" + expiry
                + "&skn=iothubowner");

        // then
        assertThat(token.signerAmong(List.of(POLICY_KEY), KeyForm.DECODED)).isPresent();
        assertThat(token.policyName()).contains("iothubowner");
    }

    @ParameterizedTest
    @CsvSource({
            "sb%3A%2F%2Fhub1.example.com%2Ftesthub%2FConsumerGroups%2F%24Default%2FPartitions%2F0, 1800000000, "
                    + "IURAzmuGNF+eWTzw19+M/IBaYGAb9SlUAvWSNs58HpA=",
            "sb%3A%2F%2Flocalhost%3A15672%2Ftesthub-eh%2F%24management, 1795406635, "
                    + "S7u0mJ8F84kytKqwO5vENtgp3FJwCeEuBg9fW4SGhhM=",
            "amqp%3A%2F%2Flocalhost%2Ftesthub-eh, 1795404257, FdFbn8JaGUmyYhDvatmRM7t6G3aLFYYGwqEf52TTPvM=" })
    void vectorsOfEventHubsClientsAreSignedWithTheTextOfTheKey(String resource, String expiry, String signature) {
        // when
        SasToken token = SasToken.parse("SharedAccessSignature sr=" + resource + "&sig=" + signature + "&se=" + expiry
                + "&skn=service");

        // then
        assertThat(token.signerAmong(List.of(POLICY_KEY), KeyForm.DECODED_OR_TEXT)).isPresent();
        assertThat(token.signerAmong(List.of(POLICY_KEY), KeyForm.DECODED)).as("not on other endpoints").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "SharedAccessSignature sr=%1$s&sig=%2$s&skn=device&se=1893456000",
            "SharedAccessSignature sig=%2$s&se=1893456000&skn=device&sr=%1$s",
            "sharedaccesssignature SE=1893456000&SKN=device&SIG=%2$s&Sr=%1$s",
            "  SharedAccessSignature\tsr=%1$s&sig=%2$s&se=1893456000&skn=device  ",
            "SharedAccessSignature sr=%1$s&sig=%2$s&se=1893456000&skn=%%64evice&unknown=1" })
    void fieldsStandInAnyOrderAndCase(String form) {
        // given
        String signature = "b5U%2Bf83Q%2FziAkOqAFJG7t%2BiQE%2BObHFc%2F2dE5CHFFApI%3D";

        // when
        SasToken token = SasToken.parse(String.format(form, "hub.test.local", signature));

        // then
        assertThat(token.signerAmong(List.of(DEVICE_KEY), KeyForm.DECODED)).isPresent();
        assertThat(token.policyName()).contains("device");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "b5U%2bf83Q%2fziAkOqAFJG7t%2biQE%2bObHFc%2f2dE5CHFFApI%3d", // lower-case hex, .NET
            "b5U%2Bf83Q/ziAkOqAFJG7t%2BiQE%2BObHFc/2dE5CHFFApI%3D", // raw slashes, Python
            "b5U+f83Q/ziAkOqAFJG7t+iQE+ObHFc/2dE5CHFFApI=", // not encoded at all
            "b5U%20f83Q/ziAkOqAFJG7t%20iQE%20ObHFc/2dE5CHFFApI=" }) // a plus that a decoder made a space of
    void signatureIsReadInEverySpelling(String signature) {
        // when
        SasToken token = SasToken.parse("SharedAccessSignature sr=hub.test.local&sig=" + signature + "&se=1893456000");

        // then
        assertThat(token.signerAmong(List.of(DEVICE_KEY), KeyForm.DECODED)).isPresent();
    }

    @Test
    void resourceIsSignedAsReceivedAndNeverEncodedAgain() {
        // given: the signature of the upper-case spelling
        String signature = "iOFiUCWYndUYVpTXDYQRQr5kFJJpt%2BQiiVFWwca0ZV0%3D";

        // when
        SasToken token = SasToken.parse(
                "SharedAccessSignature sr=hub.test.local%2fdevices%2fdev1&sig=" + signature + "&se=1893456000");

        // then
        assertThat(token.signerAmong(List.of(DEVICE_KEY), KeyForm.DECODED)).isEmpty();
        assertThat(token.scope()).isEqualTo(new TokenScope("hub.test.local", List.of("devices", "dev1")));
    }

    @Test
    void emptyPolicyNameIsNone() {
        assertThat(SasToken.parse("SharedAccessSignature sr=h&sig=AAAA&se=1&skn=").policyName()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "100, 100, false", "100, 101, true", "100.9, 100, false", "99999999999999999999, 4102444800, false",
            "-5, 0, false", "-5, 1, true", "NaN, 1, true" })
    void expiryIsInSecondsAndMayBeHuge(String expiry, long now, boolean expired) {
        // when
        SasToken token = SasToken.parse("SharedAccessSignature sr=h&sig=AAAA&se=" + expiry);

        // then
        assertThat(token.isExpired(Instant.ofEpochSecond(now))).isEqualTo(expired);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "SharedAccessSignature", "Bearer eyJ0", "SharedAccessSignature sr=h&sig=AAAA",
            "SharedAccessSignature sr=h&se=1", "SharedAccessSignature sig=AAAA&se=1", "SharedAccessSignature sr=&sig=AAAA&se=1",
            "SharedAccessSignature sr=h&sig=%%%&se=1", "SharedAccessSignature sr=h&sig=AAAA&se=tomorrow",
            "SharedAccessSignature sr=h &sig=AAAA&se=1", "SharedAccessSignature &&&=&",
            "SharedAccessSignature sr=h&sig=A&se=1" })
    void whatIsNoTokenIsRefused(String text) {
        assertThatThrownBy(() -> SasToken.parse(text)).isInstanceOfSatisfying(HubException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.IOT_HUB_UNAUTHORIZED_ACCESS));
    }

    @Test
    void keyThatIsNoBase64SignsNothing() {
        // given
        SasToken token = SasToken.parse("SharedAccessSignature sr=h&sig=AAAA&se=1");

        // then
        assertThat(token.signerAmong(List.of("no base64!", ""), KeyForm.DECODED_OR_TEXT)).isEmpty();
    }

    @Test
    void textOfATokenHidesItsSignature() {
        assertThat(SasToken.parse("SharedAccessSignature sr=h&sig=c2VjcmV0&se=1").toString()).doesNotContain("c2VjcmV0");
    }
}
