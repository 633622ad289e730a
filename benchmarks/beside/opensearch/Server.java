import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/**
 * One OpenSearch node on loopback, from the jars on the class path: Server FOLDER PORT [NAME=VALUE…].
 *
 * It is alone, unless settings are given that tell it of others.
 */
public class Server extends Node {
    private Server(Settings settings) {
        super(
            InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "carrefour"),
            Stream.of(
                CommonAnalysisModulePlugin.class,
                MapperExtrasModulePlugin.class,
                Netty4ModulePlugin.class)
                .map(Server::module)
                .toList(),
            false);
    }

    private static PluginInfo module(Class<? extends Plugin> found) {
        String name = found.getName();
        return new PluginInfo(
            name, "of the class path", "NA", Version.CURRENT, "21", name, null, List.of(), false);
    }

    public static void main(String[] given) throws Exception {
        Path folder = Path.of(given[0]).toAbsolutePath();
        Settings.Builder settings = Settings.builder()
            .put("path.home", folder)
            .put("path.data", folder.resolve("data"))
            .put("path.logs", folder.resolve("logs"))
            .put("cluster.name", "carrefour")
            .put("network.host", "127.0.0.1")
            .put("http.port", given[1])
            .put("transport.port", "0")
            .put("http.type", "netty4")
            .put("transport.type", "netty4");
        if (given.length == 2) {
            settings.put("discovery.type", "single-node");
        }
        for (int at = 2; at < given.length; at++) {
            String[] pair = given[at].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        Node node = new Server(settings.build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
        System.out.println("OpenSearch " + Version.CURRENT + " at http://127.0.0.1:" + given[1]);
        Thread.currentThread().join();
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (Exception broken) {
            System.err.println("not closed well: " + broken);
        }
    }
}
