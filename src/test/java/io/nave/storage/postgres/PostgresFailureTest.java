package io.nave.storage.postgres;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;

import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;

import static org.assertj.core.api.Assertions.assertThat;

/** Only a database that is away is SERVICE_UNAVAILABLE. */
final class PostgresFailureTest {

    @ParameterizedTest
    @CsvSource({ "08006,SERVICE_UNAVAILABLE", "57P01,SERVICE_UNAVAILABLE", "57P03,SERVICE_UNAVAILABLE",
            "53300,SERVICE_UNAVAILABLE", "25006,SERVICE_UNAVAILABLE", "58030,SERVICE_UNAVAILABLE",
            "42601,SERVER_ERROR", "22021,SERVER_ERROR", "23514,SERVER_ERROR" })
    void stateOfPostgresDecides(String state, ErrorCode expected) {
        // given
        PgException failure = new PgException("text", "ERROR", state, "Failing row contains (d1, c2VjcmV0)");
        // when
        HubException translated = PostgresFailure.translate(new CompletionException(failure));
        // then
        assertThat(translated.code()).isEqualTo(expected);
        assertThat(translated.detail()).doesNotContain("c2VjcmV0");
        assertThat(translated.getCause().toString()).doesNotContain("c2VjcmV0");
    }

    @Test
    void lostConnectionIsAbsence() {
        assertThat(PostgresFailure.translate(new ConnectException("refused")).code())
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(PostgresFailure.translate(new VertxException("Timeout", true)).code())
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void mistakeOfTheHubIsAServerError() {
        assertThat(PostgresFailure.translate(new IllegalArgumentException("no such attribute")).code())
                .isEqualTo(ErrorCode.SERVER_ERROR);
    }

    @Test
    void refusalOfTheHubStaysAsItIs() {
        // given
        HubException refusal = new HubException(ErrorCode.DEVICE_NOT_FOUND, "d1");
        // then
        assertThat(PostgresFailure.translate(refusal)).isSameAs(refusal);
    }

    @Test
    void missingDeviceOfASessionIsRecognised() {
        // given
        SQLException state = new SQLException("violates foreign key", "23503");
        // then
        assertThat(PostgresFailure.isOrphan(new ConstraintViolationException("m", state, "fk"))).isTrue();
        assertThat(PostgresFailure.isOrphan(new SQLException("duplicate", "23505"))).isFalse();
    }
}
