import java.util.Date;
import java.util.List;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.jobs.DirectMethodsJobOptions;
import com.microsoft.azure.sdk.iot.service.jobs.JobStatistics;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJob;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobStatus;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobType;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.query.JobQueryResponse;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;

/** iot-service-client creates jobs of each kind, follows, cancels and lists them (service-protocols §5.14, semantics §7.1). */
public final class ScheduledJobs {

    private static final ScheduledJobsClient JOBS = new ScheduledJobsClient(Hub.OWNER);
    private static final long MAX_SECONDS = 60;
    private static final long PATIENCE_MILLIS = 30_000;

    public static void main(String[] args) throws Exception {
        Device online = Hub.createDevice("java-job-a");
        Device away = Hub.createDevice("java-job-b");
        String condition = "DeviceId IN ['" + online.getDeviceId() + "', '" + away.getDeviceId() + "']";
        updatesTwins(condition, online, away);
        callsMethods(condition, online);
        cancelsAndLists(condition);
        System.exit(0);
    }

    private static void updatesTwins(String condition, Device... devices) throws Exception {
        Twin update = new Twin();
        update.setETag("*");
        update.getTags().put("site", "B");
        update.getDesiredProperties().put("f", 5L);
        String id = "java-twins-" + System.nanoTime();
        ScheduledJob created = JOBS.scheduleUpdateTwin(id, condition, update, new Date(), MAX_SECONDS);
        Hub.checkEqual(created.getJobType(), ScheduledJobType.scheduleUpdateTwin, "type");
        Hub.checkEqual(created.getQueryCondition(), condition, "condition");
        ScheduledJob done = over(id);
        Hub.checkEqual(done.getJobStatus(), ScheduledJobStatus.completed, "status");
        checkCounts(done, List.of(2, 0, 2));
        Hub.checkEqual(done.getUpdateTwin().getTags().get("site"), "B", "tags of the job");
        for (Device device : devices) {
            Twin twin = new TwinClient(Hub.OWNER).get(device.getDeviceId());
            Hub.checkEqual(twin.getTags().get("site"), "B", "tags");
            Hub.checkEqual(twin.getDesiredProperties().getVersion(), 2, "version");
        }
    }

    private static void callsMethods(String condition, Device online) throws Exception {
        DeviceClient client = Hub.open(online);
        client.subscribeToMethods((name, payload, context) -> new DirectMethodResponse(200, "done"), null);
        String id = "java-methods-" + System.nanoTime();
        JOBS.scheduleDirectMethod(id, condition, "reboot", new Date(), DirectMethodsJobOptions.builder().payload("now")
                .methodConnectTimeoutSeconds(5).methodResponseTimeoutSeconds(10).maxExecutionTimeSeconds((int) MAX_SECONDS).build());
        ScheduledJob done = over(id);
        Hub.checkEqual(done.getJobType(), ScheduledJobType.scheduleDeviceMethod, "type");
        checkCounts(done, List.of(2, 1, 1)); // the other device is not online
        client.close();
    }

    private static void cancelsAndLists(String condition) throws Exception {
        Twin update = new Twin();
        update.setETag("*");
        update.getTags().put("never", true);
        String id = "java-future-" + System.nanoTime();
        Date inAnHour = new Date(System.currentTimeMillis() + 3_600_000);
        JOBS.scheduleUpdateTwin(id, condition, update, inAnHour, MAX_SECONDS);
        Hub.checkEqual(JOBS.cancel(id).getJobStatus(), ScheduledJobStatus.cancelled, "status");
        Hub.checkEqual(JOBS.get(id).getStartTime().getTime() / 1000, inAnHour.getTime() / 1000, "start time");
        Hub.check(isListed(id), "the cancelled job is listed");
        Hub.fails(IotHubNotFoundException.class, () -> JOBS.get("nosuch"), "a job that is not there");
    }

    private static boolean isListed(String id) throws Exception {
        JobQueryResponse jobs = JOBS.query(ScheduledJobType.scheduleUpdateTwin, ScheduledJobStatus.cancelled);
        boolean found = false;
        while (jobs.hasNext()) {
            found |= jobs.next().getJobId().equals(id);
        }
        return found;
    }

    private static ScheduledJob over(String id) throws Exception {
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        ScheduledJob job = JOBS.get(id);
        while (!List.of("completed", "failed", "cancelled").contains(job.getJobStatus().name())) {
            Hub.check(System.currentTimeMillis() < deadline, id + " is over after 30 s");
            Thread.sleep(200);
            job = JOBS.get(id);
        }
        return job;
    }

    private static void checkCounts(ScheduledJob job, List<Integer> expected) {
        JobStatistics counts = job.getJobStatistics();
        Hub.checkEqual(List.of(counts.getDeviceCount(), counts.getFailedCount(), counts.getSucceededCount()), expected, "counts");
    }
}
