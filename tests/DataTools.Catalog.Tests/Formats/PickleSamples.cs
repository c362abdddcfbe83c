using System.IO.Compression;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>
/// Pickles made by Python 3.11 and NumPy 1.24, compressed: a dictionary with two pictures whose bytes are their places modulo
/// 251, by protocol.
/// </summary>
public static class PickleSamples
{
    private static readonly string[] Packed =
    [
        "H4sIAAAAAAACA+3ZRbDTQBgA4MHhh8F1sOJFXsmmjjsEKfCA4JRtkvYV2nRJUqDwcHd3d3d3d3d3d9cTScuBK/fNzE42v2Xnu65ZJAzwItYwEASCHA2TmEWIKJIlHA1pQawoOAZeRRIisqopUUEDwoI5UQeymMgTK5g5BjRiA8ErRERJUEGSjQ0QO5h5HxAH8CGsBWUExKkXuiCZuPU3YvQNQnq7sVjgrIyTNeLs37OAqMWIPgbpv+CjejeyAccw+kJGmd1od+itVuBT9aQTPB4Pl4QgvowjIRf4jIaAcZBOUUZ/0qRNlz5DxkyZs8Q/cdZs8beYPUfOXLnz5M2Xv0DBQkYE4cJFihYrbipRslTpMmXLmctXqFgpyVKZQazVZnc4Xe4qVatVr1GzVu06devVb9CwEde4SdNmnuYtWia3at2Gb9uufYeOxhi70LmLtyv2CaLkD6QEu3UPheUI6aGoWrRnr96xPn1T+/UfMHDQ4CFDhw0fMXLU6DFjx42fMHHS5ClTp02fMXPW7Dlz581fsHDR4iVLly1fsXLV6jVr163fsHHT5i1bt23fsXPX7j179+0/cPDQ4SNHjx0/cfLU6TNnz52/cPHS5StXr12/cfPW7Tt3791/8PDR4ydPnz1/8fLV6zdv373/8PHT5y9fv33/8fPXb2pCTagJNaEm1ISaUBNqQk2oCTWhJtSEmlATakJNqAk1oSbUhJpQE2ryHyZAkBsCxo0Xa9x0scalFcuCT+X9QVnyhrBPCqlAWCuYQ4S1AYcAcwxglRciWFH/qbDHKxzAWfUKm1HhD4YkGYclI+uMZ13AYwuRA3rADZj3JfbW+Dwf1oSUxDg9hIDXFByUg3LAFM+YkCniNyE9xYJq+QOViex2FhwAAA==",
        "H4sIAAAAAAACA+3Qd1MTQRQA8AtVjiYgvcV+tkjsvTc4QY3tLIiXywHRcGGTi4qCAooUQUURRIoFKSJdpNlm3vtgegTHD+G8/WP3zb6yO78KxglSEMdxDlmXmUnRfCWlZRbF7VEtJT6X7pQ9HrmML/Coilvz6h6fovMsQFgo4zXHQpoFCiKnsyClQHE7VMXLq9p8wLNgQTIZs+0sRAoxTpesOzUrC9XZIhsL0xlvY+GCaBLEgFwuQmcRf8c69LJSozlSkAKMJp+VRWVnZfHZWVZeZ9E2tlgQA/1jy1lMXl5ezm9j+bf5P8Ta52uLjYfrlhslpoDAoOCQ0EVhfHhEZFT04pjYuCXxCYlJySmpaekZmealy5avWLlqtbBm7br1Gywbs6ybNm/Zum37jp27du/Zu2//gYOHDh85euz4iewc8WRu3qnTZ2xnz52/cFG6dPnK1fxrBddlu+JQC4uKnTduuko0dynzeHXfrdt3yu7eK6+4/wAqoQqq4SE8ghp4DLVQB/XQAE+gEZrgKTyD59AML+AltMAraIU2eA3t8AY6oBO6oBvewjt4Dx+gBz5CL/RBPwzAJxiEzzAEwzACozAG4zABX2ASvsIUTMMMzMIcfIPv8AN+wi+sxCqsxof4CGvwMdZiHdZjAz7BRmzCp/gMn2MzvsCX2IKvsBXb8DW24xvswE7swm58i+/wPX7AHvyIvdiH/TiAn3AQP+MQDuMIjuIYjuMEfsFJ/IpTOI0zOItzpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpE7qpP6/qbO44lCdLbGxeJ0l2KVwjuMKnZpa4JLtqsvLEvNZkiCaRE6VIo2U4pY93n/J5HyWIoiBYpAqhfn7XKoml6helprP0gQp2LiTLaVaEUv3x3Z/nKH6H7HLulK8MIhlSvHGje6RnZpTKzL7U2ar2V1otjKzz/IHwHnI3gklAAA=",
        "H4sIAAAAAAACA+3aZ1MTURQG4CUJIAEUBKSKUSyxRWPvvbIaNba1YNxsFhING+5mo2JFgUCkiIAFQVFRwALSi3XmnB+mS3D8Ec7ZD3fP3Peec2eez7fCcIdxVsHEcZxH1EQWIymh0rJymxRQZVtpyK/5RFUVy80uVZYCSlBTQ5JmZobpU2bFM50yI89VM5PkkgIeWQqaZWWqMLNYIUYf7GZxQpz+94uaT7Gz+DCb4WQJNczsZIlWPoY3HOWSwizp70yPVl6mtyYLBr0lZGczI7U1bJaTpVh5Y3TcbZbqcDgKf+tfdOE5jc12R7yxQm2BHscYjKbYuPgZCebEpOSZs1JSZ6elZ8zJzMrOyc2bmz/PMn9BwcJFi5dYly5bvmKlbdVq+5q169Zv2Lhp85at27bv2Llr9569+/YfOHjocCF/5Kjj2PETzpOnTp85K5w7f+Fi0SXXZdEteeTiEq/vylV/qRIoY2pQC127fqP85q3bd+7egwq4Dw+gEqqgGsJQA7UQgYdQB/XQAI3wCJrgMTRDC7TCE3gKz+A5tMELaIcOeAmvoBNewxt4C13wDt5DN/RAL3yAj/AJPkMf9MMXGIBBGIJhGIFRGINxmIBJ+Arf4Dv8gJ/wCyvwPj7ASqzCagxjDdZiBB9iHdZjAzbiI2zCx9iMLdiKT/ApPsPn2IYvsB078CW+wk58jW/wLXbhO3yP3diDvfgBP+In/Ix92I9fcAAHcQiHcQRHcQzHcQIn8Supkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqpkzqp/2/qLM0bH2bpTpahsTluIZHjuGKfIrv8olv2B1lmEcuaevvDyUKyHkkBUQ3+C7OLWI6VN/ImWUiI9vllRSyVgyy3iOVZhVh9T7SVKSVsbrR2R+t8OXqJW9Qk7/QgNk/I0Hc0VfQpPqXEEo0sdkug2GJnlpDtDyCqSSr8JAAA",
        "H4sIAAAAAAACA2tgri1k0IhgYWBgSEksSSxkTM4rzS2o1EvOL0rVyy3NKclMLCpKrOSKL0pNzs8rLikqTS7hKmSCqOLKS4HIFjJ7M7QWsjgzJhWytheyBRWya3gzejP5MvC0FXJA1aaUVBakchVyRjAB7So1LOTq7Ggv5A4q5NHwZo5gBIrVFPL6+fl5/QcCMOHNUFLIl9TpxCABlGRkYmZhZWPn4OTi5uHl4xcQFBIWERUTl5CUkpaRlZNXUFRSVlFVU9fQ1NLW0dXTNzA0MjYxNTO3sLSytrG1s3dwdHJ2cXVz9/D08vbx9fMPCAwKDgkNC4+IjIqOiY2LT0hMSk5JTUvPyMzKzsnNyy8oLCouKS0rr6isqq6pratvaGxqbmlta+/o7Oru6e3rnzBx0uQpU6dNnzFz1uw5c+fNX7Bw0eIlS5ctX7Fy1eo1a9et37Bx0+YtW7dt37Fz1+49e/ftP3Dw0OEjR48dP3Hy1OkzZ8+dv3Dx0uUrV69dv3Hz1u07d+/df/Dw0eMnT589f/Hy1es3b9+9//Dx0+cvX799//Hz16jXR70+6vVRr496fdTro14f9fqo10e9Pur1Ua+Pen3U66NeH/X6qNdHvT7q9VGvj3p91OvD1uuF/CWFAkkR3AwMDGmZeanxOYlJqTnFhYKxhUKgmQaG1AheoFRyfmJRMVxSOLZQRMOb2ZslNYITrC8nNS8xN7W4UDS2UEwjghUolqhXkJdeKA5mJ4HZEqlgS5ISS5IzIAYVSkaIAkVKihIz8zLz0hXAUgqGCvlpCoaFUqV6AGmwFyBCGQAA",
        "H4sIAAAAAAACA2tgmcoryQAGtVM0elhSEksSp/SI5pXmFlTqJecXperlluaUZCYWFSVWTunhiS9KTc7PKy4pKk0umTJ5Sg8rWOGUHva8FIiSyVO8GVqnODMmTWmfEjRFw5vRm8mXgadtSgZrD2tKSWVBKkgXU6nhlM4OiALmHsaaKX5+fl7/gQBMeDOUTEnqdGKQALqJkYmZhZWNnYOTi5uHl49fQFBIWERUTFxCUkpaRlZOXkFRSVlFVU1dQ1NLW0dXT9/A0MjYxNTM3MLSytrG1s7ewdHJ2cXVzd3D08vbx9fPPyAwKDgkNCw8IjIqOiY2Lj4hMSk5JTUtPSMzKzsnNy+/oLCouKS0rLyisqq6prauvqGxqbmlta29o7Oru6e3r3/CxEmTp0ydNn3GzFmz58ydN3/BwkWLlyxdtnzFylWr16xdt37Dxk2bt2zdtn3Hzl279+zdt//AwUOHjxw9dvzEyVOnz5w9d/7CxUuXr1y9dv3GzVu379y9d//Bw0ePnzx99vzFy1ev37x99/7Dx0+fv3z99v3Hz1+jXh/1+qjXR70+6vVRr496fdTro14f9fqo10e9Pur1Ua+Pen3U66NeH/X6qNdHvT7q9VGvD1uvTymZktTDnZaZlxqfk5iUmlM8JRY8p8CQ2sObnJ9YVIwizuzNktrDmZaZk5qXmJsKFuthTdQryEuf0sOaBKZTe7iTEkuSMyDapvSIlhQlZuZl5qUrgIUVDBXy0xQMp5TqAQAn4n9nGBkAAA==",
    ];

    /// <summary>The classes cat and dog, as Python 2 writes them.</summary>
    public static byte[] Meta { get; } = Convert.FromHexString("80027d7101551066696e655f6c6162656c5f6e616d657371025d710328550363617471045503646f67710565732e");

    public static byte[] Protocol2 => Unpacked(Packed[2]);

    public static TheoryData<int, byte[]> Batches()
    {
        var data = new TheoryData<int, byte[]>();
        foreach (var (protocol, packed) in Packed.Index())
            data.Add(protocol, Unpacked(packed));
        return data;
    }

    private static byte[] Unpacked(string packed)
    {
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
