package io.nave.hub.access;

import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

import io.nave.certificates.Maker;

import static org.assertj.core.api.Assertions.assertThat;

/** The common name in subjects of every shape, among them those that pretend. */
class CommonNameTest {

    @Test
    void commonNameIsTakenWhereverItStands() {
        assertThat(of("CN=dev1")).isEqualTo("dev1");
        assertThat(of("C=DE,O=Acme,CN=dev1")).isEqualTo("dev1");
        assertThat(of("CN=dev1,O=Acme,C=DE")).isEqualTo("dev1");
        assertThat(of("OU=line+CN=dev1,O=Acme")).isEqualTo("dev1");
        assertThat(of("CN=d1/m1")).isEqualTo("d1/m1");
    }

    @Test
    void escapedCharactersAreTheirOwn() {
        assertThat(CommonName.of(Maker.named("a,b+c=d\"e\\f;g").selfSigned().certificate())).contains("a,b+c=d\"e\\f;g");
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, new DERUTF8String("#dev1")).build()))
                .isEqualTo("#dev1");
    }

    @Test
    void mostSpecificOfSeveralCounts() {
        // given, in the order of the encoding: the broadest first
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, "broad").addRDN(BCStyle.O, "x")
                .addRDN(BCStyle.CN, "dev1").build();
        // then
        assertThat(of(subject)).isEqualTo("dev1");
    }

    @Test
    void severalInOneComponentAreNone() {
        // given
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addMultiValuedRDN(new org.bouncycastle.asn1.ASN1ObjectIdentifier[] { BCStyle.CN, BCStyle.CN },
                        new String[] { "dev1", "dev2" })
                .build();
        // then
        assertThat(of(subject)).isEqualTo("");
    }

    @Test
    void textInOtherAttributesDoesNotPretend() {
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, "x,CN=dev1").build())).isEqualTo("");
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, "dev2")
                .addRDN(BCStyle.OU, "x\", CN=dev1").build())).isEqualTo("dev2");
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.SURNAME, "CN=dev1").build())).isEqualTo("");
    }

    @Test
    void onlyTextIsAName() {
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, new DEROctetString(new byte[] { 'd' }))
                .build())).isEqualTo("");
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, new DERUTF8String("dev1\u0000x")).build()))
                .isNotEqualTo("dev1");
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, new DERBMPString("dev1")).build()))
                .isIn("dev1", "");
    }

    @Test
    void caseAndSpaceAreKept() {
        assertThat(of("CN=Dev1")).isEqualTo("Dev1");
        assertThat(of(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, new DERUTF8String(" dev1 ")).build()))
                .isEqualTo(" dev1 ");
    }

    private static String of(String subject) {
        return of(new X500Name(subject));
    }

    private static String of(X500Name subject) {
        return CommonName.of(Maker.of(subject).selfSigned().certificate()).orElse("");
    }
}
