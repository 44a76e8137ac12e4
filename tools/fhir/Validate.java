import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/** Validates the resources of standard input, one a line; ends with 1 when any has an error. */
public class Validate {
  public static void main(String[] args) throws Exception {
    FhirContext context = FhirContext.forR4();
    UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(context);
    // NUCC and our own code systems are not part of the definitions of R4.
    unknown.setNonExistentCodeSystemSeverity(ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity.WARNING);
    FhirInstanceValidator instances = new FhirInstanceValidator(new ValidationSupportChain(
        new DefaultProfileValidationSupport(context), new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context), unknown));
    FhirValidator validator = context.newValidator().registerValidatorModule(instances);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int read = 0;
    int wrong = 0;
    for (String line; (line = in.readLine()) != null; read++) {
      for (var m : validator.validateWithResult(line).getMessages()) {
        // R4 only prefers these languages; any of BCP 47 is allowed, such as Vietnamese.
        boolean preferred = m.getMessage().endsWith("is not in valueset: http://hl7.org/fhir/ValueSet/languages");
        if (m.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0 && !preferred) {
          wrong++;
          System.out.println(m.getSeverity() + " " + m.getLocationString() + ": " + m.getMessage() + "\n  " + line);
        }
      }
    }
    System.out.println(read + " resources, " + wrong + " errors");
    System.exit(wrong > 0 || read == 0 ? 1 : 0);
  }
}
