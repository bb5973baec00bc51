import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionString;
import com.microsoft.azure.sdk.iot.service.auth.IotHubConnectionStringBuilder;
import com.microsoft.azure.sdk.iot.service.auth.IotHubServiceSasToken;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.registry.RegistryJob;
import com.microsoft.azure.sdk.iot.service.registry.RegistryJob.JobStatus;
import com.microsoft.azure.sdk.iot.service.registry.StorageAuthenticationType;

/** iot-service-client: every call of import and export jobs (service-protocols §5.13). */
public final class RegistryJobs {

    private static final IotHubConnectionString HUB = IotHubConnectionStringBuilder.createIotHubConnectionString(Hub.OWNER);
    private static final String FOLDER = "java-" + System.nanoTime();
    private static final String CONTAINER = "https://" + HUB.getHostName() + "/admin/files/" + FOLDER;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        RegistryClient registry = new RegistryClient(Hub.OWNER);
        file("devices.txt", HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString(
                "{\"id\":\"" + FOLDER + "-1\"}\n{\"id\":\"" + FOLDER + "-2\"}\n{}\n")));
        RegistryJob imported = ended(registry, registry.importDevices(CONTAINER, CONTAINER));
        Hub.checkEqual(imported.getType(), RegistryJob.JobType.IMPORT, "type");
        Hub.checkEqual(imported.getInputBlobContainerUri(), CONTAINER, "input");
        Hub.check(read("importErrors.log").contains("\"errorCode\":400012"), "the third line is reported");
        Hub.checkEqual(registry.getDevice(FOLDER + "-2").getDeviceId(), FOLDER + "-2", "the imported device");

        RegistryJob exported = ended(registry, registry.exportDevices(CONTAINER, true));
        Hub.check(exported.getExcludeKeysInExport(), "excludeKeysInExport");
        Hub.check(!exported.getEndTimeUtc().before(exported.getStartTimeUtc()), "times");
        Hub.check(read("devices.txt").contains("\"id\":\"" + FOLDER + "-2\""), "the exported device");

        RegistryJob byIdentity = RegistryJob.createForImportJob(CONTAINER, CONTAINER, StorageAuthenticationType.IDENTITY);
        RegistryJob answered = ended(registry, registry.importDevices(byIdentity));
        Hub.checkEqual(answered.getStorageAuthenticationType(), StorageAuthenticationType.IDENTITY, "how storage is opened");
        Hub.checkEqual(read("importErrors.log"), "", "an export can be imported");
        ended(registry, registry.exportDevices(RegistryJob.createForExportJob(CONTAINER, false)));

        Hub.fails(IotHubNotFoundException.class, () -> registry.getJob("nosuch"), "an unknown job");
        Hub.fails(IotHubBadFormatException.class,
                () -> registry.exportDevices("https://a.blob.core.windows.net/c?sig=x", true), "another container");
        System.exit(0);
    }

    private static RegistryJob ended(RegistryClient registry, RegistryJob job) throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        RegistryJob now = job;
        while (now.getStatus() == JobStatus.ENQUEUED || now.getStatus() == JobStatus.RUNNING) {
            Hub.check(System.nanoTime() < deadline, "the job ends");
            Thread.sleep(100);
            now = registry.getJob(job.getJobId());
        }
        Hub.checkEqual(now.getStatus(), JobStatus.COMPLETED, "status; " + now.getFailureReason());
        Hub.checkEqual(now.getProgress(), 100, "progress");
        return now;
    }

    private static String read(String name) throws Exception {
        return file(name, HttpRequest.newBuilder().GET());
    }

    private static String file(String name, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.uri(URI.create(CONTAINER + "/" + name))
                .header("Authorization", new IotHubServiceSasToken(HUB).toString()).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        Hub.checkEqual(answer.statusCode(), 200, name + ": " + answer.body());
        return answer.body();
    }
}
