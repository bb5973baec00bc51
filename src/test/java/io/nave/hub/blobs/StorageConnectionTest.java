package io.nave.hub.blobs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Connection strings of storage accounts, as Azure's portal and its emulator give them. */
class StorageConnectionTest {

    @Test
    void stringOfThePortalNamesTheBlobService() {
        StorageConnection connection = StorageConnection.parse("DefaultEndpointsProtocol=https;AccountName=acct1;"
                + "AccountKey=a2V5PT0=;EndpointSuffix=core.windows.net");
        assertThat(connection.account()).isEqualTo("acct1");
        assertThat(connection.endpoint()).hasToString("https://acct1.blob.core.windows.net");
        assertThat(connection.key().getEncoded()).isEqualTo("key==".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void ownBlobServiceIsTakenInAnyOrderAndCase() {
        StorageConnection connection = StorageConnection
                .parse("blobendpoint=http://127.0.0.1:10000/acct1/; accountkey=a2V5 ;ACCOUNTNAME=acct1;");
        assertThat(connection.endpoint()).hasToString("http://127.0.0.1:10000/acct1");
        assertThat(connection.signatures("c").forContainer("r", Instant.EPOCH)).contains("spr=https%2Chttp");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "UseDevelopmentStorage=true", "AccountName=acct1;AccountKey=", "AccountName=acct1",
            "AccountName=../x;AccountKey=c2VjcmV0", "AccountName=acct1;AccountKey=!c2VjcmV0",
            "AccountName=acct1;AccountKey=c2VjcmV0;EndpointSuffix=x/y", "AccountName=acct1;AccountKey=c2VjcmV0;BlobEndpoint=x",
            "AccountName=acct1;AccountKey=c2VjcmV0;BlobEndpoint=ftp://x", "AccountName=acct1;AccountKey=c2VjcmV0;"
                    + "BlobEndpoint=https://u@x",
            "AccountName=acct1;AccountKey=c2VjcmV0;BlobEndpoint=https://x?sig=c2VjcmV0",
            "AccountName=acct1;AccountKey=c2VjcmV0;DefaultEndpointsProtocol=file" })
    void otherTextIsRefusedWithoutBeingRepeated(String text) {
        HubException refusal = catchThrowableOfType(HubException.class, () -> StorageConnection.parse(text));
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        assertThat(refusal.detail()).contains("connection string").doesNotContain("c2VjcmV0");
    }

    @Test
    void keyIsNotPrinted() {
        assertThat(StorageConnection.parse("AccountName=acct1;AccountKey=a2V5"))
                .hasToString("acct1 at https://acct1.blob.core.windows.net");
    }
}
