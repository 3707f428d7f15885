import de.unihd.dbs.heideltime.standalone.DocumentType;
import de.unihd.dbs.heideltime.standalone.HeidelTimeStandalone;
import de.unihd.dbs.heideltime.standalone.OutputType;
import de.unihd.dbs.heideltime.standalone.POSTagger;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.util.Arrays;
import java.util.Date;

/** HeidelTime on all documents of a folder in one process: {@code CONFIG news|narratives IN OUT}. */
public class HeidelTimeBatch {
  public static void main(String[] args) throws Exception {
    long begun = System.nanoTime();
    DocumentType type = DocumentType.valueOf(args[1].toUpperCase());
    HeidelTimeStandalone tagger =
        new HeidelTimeStandalone(Language.ENGLISH, type, OutputType.TIMEML, args[0], POSTagger.TREETAGGER);
    SimpleDateFormat day = new SimpleDateFormat("yyyy-MM-dd");
    tagger.process("He spoke on Monday.", day.parse("2019-09-24"));
    double start = (System.nanoTime() - begun) / 1e9;
    double cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    Path[] documents = Files.list(Path.of(args[2])).sorted().toArray(Path[]::new);
    for (Path document : documents) {
      String[] parts = Files.readString(document).split("\n", 2);
      Date written = day.parse(parts[0]);
      Files.writeString(Path.of(args[3]).resolve(document.getFileName()), tagger.process(parts[1], written));
    }
    System.out.printf("%nTIMED %.3f %.3f%n", start, cpu);
  }
}
