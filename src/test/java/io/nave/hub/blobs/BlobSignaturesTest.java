package io.nave.hub.blobs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.access.PercentEncoding;
import io.nave.hub.files.BlobName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Service SAS of Azure's storage services, version 2020-12-06. */
class BlobSignaturesTest {

    /** The key that the storage emulator has built in, as documented. */
    private static final String KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static final Instant EXPIRY = Instant.parse("2030-01-02T03:04:05Z");
    private static final Instant NOW = EXPIRY.minus(Duration.ofMinutes(1));
    private static final BlobName BLOB = new BlobName("sensor-1/logs/a b.txt");
    private static final BlobSignatures SIGNATURES = signatures(KEY);

    @Test
    void stringToSignIsTheDocumentedOne() {
        // when
        String text = new SasFields(
                Map.of("sv", "2020-12-06", "spr", "https", "se", "2030-01-02T03:04:05Z", "sr", "b", "sp", "rw"))
                .stringToSign("devstoreaccount1", "uploads", Optional.of(BLOB));

        // then
        assertThat(text).isEqualTo("rw\n\n2030-01-02T03:04:05Z\n/blob/devstoreaccount1/uploads/sensor-1/logs/a b.txt\n\n\n"
                + "https\n2020-12-06\nb\n\n\n\n\n\n\n");
    }

    @Test
    void queryIsTheOneThatAzuresClientMakes() {
        assertThat(query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY))).isEqualTo(Map.of("sv", "2020-12-06", "spr", "https",
                "se", "2030-01-02T03:04:05Z", "sr", "b", "sp", "rw", "sig", "OoLGkiedb2132hTAUm7+rNLoC8DGdw6uPeixi404E5g="));
        assertThat(query(SIGNATURES.forContainer("rcwdl", EXPIRY))).isEqualTo(Map.of("sv", "2020-12-06", "spr", "https",
                "se", "2030-01-02T03:04:05Z", "sr", "c", "sp", "rcwdl", "sig", "DJpb/ICrSdN3qthvffmr42qU1zq5t4Yagu1x2C9RVSc="));
    }

    @Test
    void queryBeginsWithItsMarkAndIsEncoded() {
        assertThat(SIGNATURES.forBlob(BLOB, "rw", EXPIRY)).matches(
                "\\?sv=2020-12-06&spr=https&se=2030-01-02T03%3A04%3A05Z&sr=b&sp=rw&sig=[A-Za-z0-9%]+");
    }

    @Test
    void signedQueryGivesWhatItSays() {
        Map<String, String> query = query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY));
        assertThat(SIGNATURES.require(query, BLOB, List.of(BlobRight.READ), NOW)).containsExactly(BlobRight.READ);
        assertThat(SIGNATURES.require(query, BLOB, List.of(BlobRight.WRITE, BlobRight.CREATE), NOW))
                .containsExactly(BlobRight.WRITE);
        assertRefused(query, BLOB, BlobRight.DELETE, NOW, BlobError.AUTHORIZATION_PERMISSION_MISMATCH);
    }

    @Test
    void signatureOfAContainerHoldsForEachOfItsBlobs() {
        Map<String, String> query = query(SIGNATURES.forContainer("rcwdl", EXPIRY));
        assertThat(SIGNATURES.require(query, BLOB, List.of(BlobRight.DELETE), NOW)).hasSize(1);
        assertThat(SIGNATURES.require(query, new BlobName("x"), List.of(BlobRight.READ), NOW)).hasSize(1);
        BlobSignatures other = new BlobSignatures("devstoreaccount1", "other", List.of(key(KEY)));
        assertThatThrownBy(() -> other.require(query, BLOB, List.of(BlobRight.READ), NOW)).isInstanceOf(BlobRefusal.class);
    }

    @Test
    void signatureOfABlobHoldsForNoOther() {
        Map<String, String> query = query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY));
        for (String other : List.of("sensor-2/logs/a b.txt", "sensor-1/logs/a b.txt2", "sensor-1/logs",
                "Sensor-1/logs/a b.txt")) {
            assertRefused(query, new BlobName(other), BlobRight.READ, NOW, BlobError.AUTHENTICATION_FAILED);
        }
    }

    @ParameterizedTest
    @CsvSource({ "sp,rwd", "se,2031-01-02T03:04:05Z", "sr,c", "sv,2021-12-02", "spr,'https,http'", "st,2020-01-01T00:00:00Z",
            "si,policy", "sip,127.0.0.1", "ses,scope", "rscc,no-store", "rscd,inline", "rsce,gzip", "rscl,de", "rsct,text/html",
            "sig,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sig,%", "sig,AA==" })
    void everyFieldIsSigned(String field, String value) {
        Map<String, String> query = new HashMap<>(query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY)));
        query.put(field, value);
        assertRefused(query, BLOB, BlobRight.READ, NOW, BlobError.AUTHENTICATION_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = { "sp", "se", "sr", "sv", "spr" })
    void noFieldCanBeLeftOut(String field) {
        Map<String, String> query = new HashMap<>(query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY)));
        query.remove(field);
        assertRefused(query, BLOB, BlobRight.READ, NOW, BlobError.AUTHENTICATION_FAILED);
    }

    @Test
    void signatureEnds() {
        Map<String, String> query = query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY));
        assertThat(SIGNATURES.require(query, BLOB, List.of(BlobRight.READ), EXPIRY.minusSeconds(1))).hasSize(1);
        assertRefused(query, BLOB, BlobRight.READ, EXPIRY, BlobError.AUTHENTICATION_FAILED);
        assertRefused(query, BLOB, BlobRight.READ, EXPIRY.plus(Duration.ofDays(400)), BlobError.AUTHENTICATION_FAILED);
    }

    @Test
    void requestWithoutSignatureIsToldSo() {
        assertRefused(Map.of(), BLOB, BlobRight.READ, NOW, BlobError.NO_AUTHENTICATION_INFORMATION);
        assertRefused(Map.of("sp", "rw", "sr", "b"), BLOB, BlobRight.READ, NOW, BlobError.NO_AUTHENTICATION_INFORMATION);
    }

    @Test
    void signatureOfAnotherKeyIsNone() {
        assertRefused(query(signatures("b3RoZXI=").forBlob(BLOB, "rw", EXPIRY)), BLOB, BlobRight.READ, NOW,
                BlobError.AUTHENTICATION_FAILED);
    }

    @Test
    void earlierKeyStillCountsAndTheFirstOneSigns() {
        // given
        BlobSignatures changed = new BlobSignatures("devstoreaccount1", "uploads", List.of(key("bmV3"), key(KEY)));
        // then
        assertThat(changed.require(query(SIGNATURES.forBlob(BLOB, "r", EXPIRY)), BLOB, List.of(BlobRight.READ), NOW))
                .hasSize(1);
        assertThat(changed.forBlob(BLOB, "r", EXPIRY)).isEqualTo(signatures("bmV3").forBlob(BLOB, "r", EXPIRY));
    }

    @Test
    void plusSignThatBecameASpaceIsMeant() {
        // given: one whose signature has a plus sign
        Map<String, String> query = new HashMap<>();
        for (int i = 0; !query.getOrDefault("sig", "").contains("+"); i++) {
            query.putAll(query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY.plusSeconds(i))));
        }
        // when
        query.put("sig", query.get("sig").replace('+', ' '));
        // then
        assertThat(SIGNATURES.require(query, BLOB, List.of(BlobRight.READ), NOW)).hasSize(1);
    }

    @Test
    void nothingSecretIsPrinted() {
        assertThat(SIGNATURES.toString()).isEqualTo("BlobSignatures[devstoreaccount1/uploads]");
        assertThat(new SasFields(query(SIGNATURES.forBlob(BLOB, "rw", EXPIRY))).toString()).doesNotContain("sig");
    }

    private static void assertRefused(Map<String, String> query, BlobName blob, BlobRight right, Instant now, BlobError error) {
        assertThatThrownBy(() -> SIGNATURES.require(query, blob, List.of(right), now))
                .isInstanceOfSatisfying(BlobRefusal.class, refusal -> assertThat(refusal.error()).isEqualTo(error));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String field : text.substring(1).split("&")) {
            query.put(field.substring(0, field.indexOf('=')), PercentEncoding.decode(field.substring(field.indexOf('=') + 1)));
        }
        return query;
    }

    private static BlobSignatures signatures(String key) {
        return new BlobSignatures("devstoreaccount1", "uploads", List.of(key(key)));
    }

    private static SecretKey key(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        return new SecretKeySpec(bytes, "HmacSHA256");
    }
}
