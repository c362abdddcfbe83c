// dotnet run --project tests/DataTools.FakeServices: the services by hand. Each prints its address and the variable that
// points DataTools at it.
return;
