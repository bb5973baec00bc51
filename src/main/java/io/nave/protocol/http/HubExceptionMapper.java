package io.nave.protocol.http;

import java.util.List;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.monitoring.HubEvent;
import io.nave.hub.monitoring.HubMonitor;
import io.vertx.core.http.HttpServerRequest;

/**
 * Makes answers of what fails, with the header {@code iothub-errorcode} that the .NET client needs (service-protocols §4.5).
 */
@Singleton
public final class HubExceptionMapper {

    /** What RFC 9110 §15.5.2 asks for with every 401; schemes for which no browser opens a window and no SDK tries again. */
    private static final String CHALLENGE = "SharedAccessSignature, Bearer";

    /** Looked up late: mappers are made before the configuration is read. */
    private final Provider<ErrorBody> body;
    private final Provider<HubMonitor> monitor;

    HubExceptionMapper(Provider<ErrorBody> body, Provider<HubMonitor> monitor) {
        this.body = body;
        this.monitor = monitor;
    }

    @ServerExceptionMapper
    public Response refused(HubException refusal, HttpServerRequest request) {
        if (isFailureOfTheHub(refusal.code())) {
            report(request, refusal);
        }
        return answer(refusal).build();
    }

    /** That a device does not answer, or not in JSON, is none. */
    private static boolean isFailureOfTheHub(ErrorCode code) {
        return code.httpStatus() >= 500 && code != ErrorCode.GATEWAY_TIMEOUT && code != ErrorCode.INVALID_RESPONSE;
    }

    /** An unknown path, a wrong method: what the framework refuses. */
    @ServerExceptionMapper
    public Response refusedByFramework(WebApplicationException failure) {
        Response response = failure.getResponse();
        return answer(ErrorBody.ofStatus(response.getStatus()))
                .header(HttpHeaders.ALLOW, response.getHeaderString(HttpHeaders.ALLOW)).build();
    }

    @ServerExceptionMapper
    public Response failed(Throwable failure, HttpServerRequest request) {
        report(request, failure);
        return answer(new HubException(ErrorCode.SERVER_ERROR, "InternalServerError")).build();
    }

    /** Without ids, so that like failures are told as one. */
    private void report(HttpServerRequest request, Throwable failure) {
        List<String> path = PathText.parse(String.valueOf(request.path())).segments();
        String what = "answering " + request.method() + " /" + (path.isEmpty() ? "" : path.getFirst());
        monitor.get().report(new HubEvent.BackgroundFailure(what, failure));
    }

    private Response.ResponseBuilder answer(HubException refusal) {
        boolean unauthorized = refusal.code().httpStatus() == 401;
        return Response.status(refusal.code().httpStatus())
                .header("iothub-errorcode", refusal.code().wireName())
                .header(HttpHeaders.WWW_AUTHENTICATE, unauthorized ? CHALLENGE : null)
                .type(WireJson.MEDIA_TYPE).entity(body.get().of(refusal));
    }
}
