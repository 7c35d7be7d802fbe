package thalweg.picture;

import java.awt.Dimension;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DefaultImageHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/// Draws a sheet as an SVG document.
final class SvgSheet {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final Pattern FORBIDDEN =
      Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  private SvgSheet() {}

  static String draw(Sheet sheet) {
    try {
      // The platform's own document model: Batik's would bring another half megabyte.
      Document document =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVG, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setComment("");
      context.setImageHandler(new EmbeddedPng());
      var g = new SVGGraphics2D(context, false);
      g.setSVGCanvasSize(new Dimension(sheet.width(), sheet.height()));
      sheet.paint(g, sheet.width(), sheet.height());
      Element root = g.getRoot();
      root.setAttribute("viewBox", "0 0 " + sheet.width() + " " + sheet.height());
      if (!sheet.title().isEmpty()) {
        Element title = document.createElementNS(SVG, "title");
        title.setTextContent(sheet.title());
        root.insertBefore(title, root.getFirstChild());
      }
      replaceForbidden(root);
      return text(root);
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IllegalStateException(
          "svg: this Java runtime cannot write XML; use the XML classes it comes with.", e);
    }
  }

  /// Puts the sign for a letter that is not known in the place of what XML cannot hold in any way,
  /// as control characters and halves of pairs.
  private static void replaceForbidden(Node node) {
    if (node instanceof Text text) {
      text.setData(FORBIDDEN.matcher(text.getData()).replaceAll("\uFFFD"));
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      replaceForbidden(child);
    }
  }

  private static String text(Element root) throws TransformerException {
    Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
    writer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
    writer.setOutputProperty(OutputKeys.STANDALONE, "yes");
    var text = new StringWriter();
    writer.transform(new DOMSource(root), new StreamResult(text));
    return text.append('\n').toString();
  }

  /// Puts images into the document itself; Batik's own way needs a further library.
  private static final class EmbeddedPng extends DefaultImageHandler {
    @Override
    protected void handleHREF(RenderedImage image, Element element, SVGGeneratorContext context) {
      var bytes = new ByteArrayOutputStream();
      try {
        ImageIO.write(image, "png", bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      element.setAttributeNS(
          "http://www.w3.org/1999/xlink",
          "xlink:href",
          "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    @Override
    protected void handleHREF(java.awt.Image image, Element element, SVGGeneratorContext context) {
      handleHREF((RenderedImage) image, element, context);
    }
  }
}
