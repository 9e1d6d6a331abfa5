using System.Reflection;

namespace InferenceKit.Tests;

/// <summary>The public surface is small and shows no types of other packages.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly Type[] Exported = typeof(InferenceValue).Assembly.GetExportedTypes();

    [Fact]
    public void There_are_at_most_8_public_interfaces() =>
        Assert.InRange(Exported.Count(type => type.IsInterface), 1, 8);

    [Fact]
    public void There_are_at_most_110_public_types() => Assert.InRange(Exported.Length, 1, 110);

    [Fact]
    public void Every_public_class_is_sealed_static_or_abstract() =>
        Assert.DoesNotContain(Exported, type => type.IsClass && !type.IsSealed && !type.IsAbstract);

    [Fact]
    public void No_ONNX_Runtime_type_is_public() =>
        Assert.Empty(Exported.SelectMany(type => Mentioned(type)
            .Where(IsOnnxRuntime)
            .Select(mentioned => $"{type.Name} mentions {mentioned.FullName}")));

    private static bool IsOnnxRuntime(Type type) =>
        type.Assembly.GetName().Name!.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal);

    private static IEnumerable<Type> Mentioned(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<Type?> direct =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(All).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(field => field.FieldType),
            .. type.GetMethods(All).Where(IsVisible).SelectMany(method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType)),
            .. type.GetConstructors(All).Where(IsVisible).SelectMany(constructor => constructor.GetParameters()).Select(p => p.ParameterType),
            .. type.GetGenericArguments().SelectMany(argument => argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : []),
        ];
        return direct.OfType<Type>().SelectMany(Unfold);
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static IEnumerable<Type> Unfold(Type type) =>
        type.HasElementType ? Unfold(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Unfold).Append(type);
}
