import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.pipeline.Annotation;
import edu.stanford.nlp.pipeline.AnnotationPipeline;
import edu.stanford.nlp.pipeline.POSTaggerAnnotator;
import edu.stanford.nlp.pipeline.TokenizerAnnotator;
import edu.stanford.nlp.pipeline.WordsToSentencesAnnotator;
import edu.stanford.nlp.time.TimeAnnotations;
import edu.stanford.nlp.time.TimeAnnotator;
import edu.stanford.nlp.time.TimeExpression;
import edu.stanford.nlp.time.Timex;
import edu.stanford.nlp.util.CoreMap;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** SUTime on all documents of a folder in one process: {@code IN OUT}; writes start, end, type and value a line. */
public class SUTimeBatch {
  private static AnnotationPipeline pipeline;

  private static String timexes(String text, String day) {
    Annotation annotation = new Annotation(text);
    annotation.set(CoreAnnotations.DocDateAnnotation.class, day);
    pipeline.annotate(annotation);
    StringBuilder lines = new StringBuilder();
    for (CoreMap found : annotation.get(TimeAnnotations.TimexAnnotations.class)) {
      List<CoreLabel> tokens = found.get(CoreAnnotations.TokensAnnotation.class);
      Timex timex = found.get(TimeExpression.Annotation.class).getTemporal() == null
          ? null : found.get(TimeAnnotations.TimexAnnotation.class);
      if (timex == null) {
        continue;
      }
      int start = text.codePointCount(0, tokens.get(0).beginPosition());
      int end = text.codePointCount(0, tokens.get(tokens.size() - 1).endPosition());
      String value = timex.value() == null ? "" : timex.value();
      lines.append(String.format("%d\t%d\t%s\t%s%n", start, end, timex.timexType(), value));
    }
    return lines.toString();
  }

  public static void main(String[] args) throws Exception {
    long begun = System.nanoTime();
    pipeline = new AnnotationPipeline();
    pipeline.addAnnotator(new TokenizerAnnotator(false));
    pipeline.addAnnotator(new WordsToSentencesAnnotator(false));
    pipeline.addAnnotator(new POSTaggerAnnotator(false));
    pipeline.addAnnotator(new TimeAnnotator("sutime", new Properties()));
    timexes("He spoke on Monday.", "2019-09-24");
    double start = (System.nanoTime() - begun) / 1e9;
    double cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    Path[] documents = Files.list(Path.of(args[0])).sorted().toArray(Path[]::new);
    for (Path document : documents) {
      String[] parts = Files.readString(document).split("\n", 2);
      Files.writeString(Path.of(args[1]).resolve(document.getFileName()), timexes(parts[1], parts[0]));
    }
    System.out.printf("%nTIMED %.3f %.3f%n", start, cpu);
  }
}
