"""The peer of TrainPeers.cs: the same networks in PyTorch, on orders from standard input, an answer a line.

    build NAME            -> parameters of the network
    train NAME STEPS      -> seconds a step: forward, backward, step of SGD with momentum
    test NAME STEPS       -> seconds a batch: forward alone

NAME is NETWORK:BATCH:SIZE, with :last at the end for the memory order N, H, W, C.
"""
import sys
import time

import torch
import torchvision
from torch import nn


def cnn_small(classes):
    def block(inputs, outputs):
        return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(
        *block(3, 32), nn.MaxPool2d(2), *block(32, 64), nn.MaxPool2d(2), *block(64, 128), *block(128, 128),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, classes))


def resnet18_cifar(classes):
    model = torchvision.models.resnet18(num_classes=classes)
    model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    model.maxpool = nn.Identity()
    return model


NETWORKS = {"cnn-small": cnn_small, "resnet18-cifar": resnet18_cifar, "resnet18": lambda classes: torchvision.models.resnet18(num_classes=classes)}


class Case:
    def __init__(self, name):
        network, batch, size, *last = name.split(":")
        self.format = torch.channels_last if last else torch.contiguous_format
        self.model = NETWORKS[network](10).to(memory_format=self.format)
        self.images = torch.randn(int(batch), 3, int(size), int(size))
        self.labels = torch.arange(int(batch)) % 10
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
        self.loss = nn.CrossEntropyLoss(label_smoothing=0.1)

    def train(self):
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        logits = self.model(self.images.to(memory_format=self.format))
        loss = self.loss(logits, self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item() + (logits.argmax(1) == self.labels).sum().item()

    def test(self):
        self.model.eval()
        with torch.no_grad():
            return self.model(self.images.to(memory_format=self.format)).argmax(1).sum().item()


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(0)
    cases = {}
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        order, name, *steps = line.split()
        if order == "build":
            cases[name] = Case(name)
            print(sum(p.numel() for p in cases[name].model.parameters()), flush=True)
            continue
        work = getattr(cases[name], order)
        start = time.perf_counter()
        for _ in range(int(steps[0])):
            work()
        print((time.perf_counter() - start) / int(steps[0]), flush=True)


main()
