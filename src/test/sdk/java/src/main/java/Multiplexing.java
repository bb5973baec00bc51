import java.util.ArrayList;
import java.util.List;

import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.MultiplexingClient;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.device.transport.IotHubConnectionStatus;
import com.microsoft.azure.sdk.iot.device.transport.NoRetry;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * Devices of iot-device-client on one AMQP connection, each with its own links, presence and fate (device-protocols §2.12): they come
 * and go while it is open, and one that is disabled loses its links without the others noticing.
 */
public final class Multiplexing {

    private static final RegistryClient REGISTRY = new RegistryClient(Hub.OWNER);

    /** A device of the connection, and the back end's side of it. */
    private record Member(Device registered, Watched device, Inbox inbox, Sender sender, MethodCaller caller) {

        static Member create(int number) throws Exception {
            Device registered = Hub.createDevice("java-multiplexed-" + number);
            return of(registered, new Sender(registered.getDeviceId()));
        }

        private static Member of(Device registered, Sender sender) {
            Watched device = new Watched(Hub.newClient(registered));
            device.client.setRetryPolicy(new NoRetry());
            return new Member(registered, device, new Inbox(device.client), sender, new MethodCaller(registered.getDeviceId()));
        }

        /** The same device with another client, for the SDK drops the messages of one that was registered before. */
        Member again() {
            return of(registered, sender);
        }

        String id() {
            return registered.getDeviceId();
        }

        /** Everything that a device does, of which none but it hears. */
        void works() throws Exception {
            device.answer(id());
            goesOn();
        }

        void goesOn() throws Exception {
            device.client.sendEvent(new Message("from " + id()), Sender.PATIENCE);
            sender.send("for " + id());
            inbox.bodies(List.of("for " + id()), "its own message");
            sender.awaitEmpty();
            caller.check("who", null, 200, id());
            checkState("Connected");
        }

        void checkState(String expected) throws Exception {
            Hub.await(() -> REGISTRY.getDevice(id()).getConnectionState().toString().equalsIgnoreCase(expected), id() + " to be " + expected);
        }

        void become(DeviceStatus status) throws Exception {
            Device now = REGISTRY.getDevice(id());
            now.setStatus(status);
            REGISTRY.updateDevice(now);
        }
    }

    public static void main(String[] args) throws Exception {
        String host = Hub.OWNER.split(";")[0].substring("HostName=".length());
        MultiplexingClient connection = new MultiplexingClient(host, Hub.TRANSPORT);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            members.add(Member.create(i));
        }
        List<Member> early = members.subList(0, 3);
        connection.registerDeviceClients(early.stream().map(member -> member.device().client).toList());
        connection.open(false);
        all(early, Member::works);
        for (Member late : members.subList(3, 5)) {
            late.checkState("Disconnected");
            connection.registerDeviceClient(late.device().client);
            late.works();
        }
        comesAndGoes(connection, members);
        isRevoked(connection, members);
        connection.close();
        all(members, member -> member.checkState("Disconnected"));
        System.exit(0);
    }

    private static void comesAndGoes(MultiplexingClient connection, List<Member> members) throws Exception {
        Member goes = members.get(1);
        List<Member> others = members.stream().filter(member -> member != goes).toList();
        forget(members);
        connection.unregisterDeviceClient(goes.device().client);
        goes.checkState("Disconnected");
        all(others, Member::goesOn);
        Member back = goes.again();
        members.set(members.indexOf(goes), back);
        connection.registerDeviceClient(back.device().client);
        back.works();
        others.forEach(member -> member.device().saidNothing(member.id() + " does not notice"));
    }

    private static void isRevoked(MultiplexingClient connection, List<Member> members) throws Exception {
        Member revoked = members.get(2);
        List<Member> others = members.stream().filter(member -> member != revoked).toList();
        forget(members);
        revoked.become(DeviceStatus.Disabled);
        revoked.device().becomes(IotHubConnectionStatus.DISCONNECTED);
        revoked.checkState("Disconnected");
        all(others, Member::goesOn);
        connection.unregisterDeviceClient(revoked.device().client);
        Hub.fails(IotHubClientException.class, () -> connection.registerDeviceClient(revoked.device().client), "registering it");
        all(others, Member::goesOn);
        others.forEach(member -> member.device().saidNothing(member.id() + " does not notice"));
    }

    private static void forget(List<Member> members) {
        members.forEach(member -> member.device().forget());
    }

    private interface Step {
        void take(Member member) throws Exception;
    }

    private static void all(List<Member> members, Step step) throws Exception {
        for (Member member : members) {
            step.take(member);
        }
    }
}
