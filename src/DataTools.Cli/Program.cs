var w = System.Diagnostics.Stopwatch.StartNew(); var t = TorchSharp.torch.randn(3,3); System.IO.File.WriteAllText("/tmp/x", t.mm(t).sum().ToString()+ w.ElapsedMilliseconds);
