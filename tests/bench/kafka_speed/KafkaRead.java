import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The peer: Beam's own KafkaIO in Java, into the same counting step as the Python pipelines (counting.py). */
public final class KafkaRead {
  private KafkaRead() {}

  /** What to read, and the folder that gets the tally. */
  public interface Options extends PipelineOptions {
    @Description("HOST:PORT of the broker")
    @Validation.Required
    String getBootstrap();

    void setBootstrap(String value);

    @Description("The topic, read from its beginning")
    @Validation.Required
    String getTopic();

    void setTopic(String value);

    @Description("An existing folder for the tally")
    @Validation.Required
    String getTally();

    void setTally(String value);
  }

  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "Read",
            KafkaIO.<byte[], byte[]>read()
                .withBootstrapServers(options.getBootstrap())
                .withTopic(options.getTopic())
                .withKeyDeserializer(ByteArrayDeserializer.class)
                .withValueDeserializer(ByteArrayDeserializer.class)
                .withReadCommitted()
                .withConsumerConfigUpdates(Map.of("auto.offset.reset", "earliest")))
        .apply("Count", ParDo.of(new CountFn(options.getTally())));
    pipeline.run();
  }

  /** Appends a line "first last count ends" (seconds since 1970) per LINE_RECORDS records and per bundle. */
  static final class CountFn extends DoFn<KafkaRecord<byte[], byte[]>, Void> {
    private static final int LINE_RECORDS = 1000;
    private final String folder;
    private transient Path file;
    private transient long first;
    private transient long last;
    private transient int count;
    private transient boolean bundle;

    CountFn(String folder) {
      this.folder = folder;
    }

    @Setup
    public void setup() {
      file = Path.of(folder, UUID.randomUUID() + ".txt");
    }

    @ProcessElement
    public void process(@Element KafkaRecord<byte[], byte[]> element) throws IOException {
      last = System.currentTimeMillis();
      if (count == 0) {
        first = last;
        bundle = true;
      }
      count++;
      if (count == LINE_RECORDS) {
        write(false);
      }
    }

    @FinishBundle
    public void finish() throws IOException {
      if (bundle) {
        write(true);
        bundle = false;
      }
    }

    private void write(boolean ends) throws IOException {
      double begin = (count > 0 ? first : last) / 1e3;
      String line = String.format(Locale.ROOT, "%.6f %.6f %d %d%n", begin, last / 1e3, count, ends ? 1 : 0);
      Files.write(
          file, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      count = 0;
    }
  }
}
